using System.Globalization;
using System.Text;
using System.Text.Json;
using Trainer.Export;

namespace Trainer.Sweep.Studies;

/// <summary>
/// A study as a file for other programs. It depends on the study's name, key and trials alone: the same bytes whatever the store, the
/// number of workers and the order in which they finished.
/// </summary>
internal static class StudyExport
{
    private const int SchemaVersion = 1;

    private static readonly string[] Columns =
    [
        "number", "state", "origin", "features", "learner", "settings", "objective", "foldObjectives", "values", "operations", "share",
        "violation", "reason", "sameAs",
    ];

    /// <summary>The whole study as one JSON object, trials by number; undefined numbers are null.</summary>
    public static byte[] Json(string name, string key, IEnumerable<Trial> trials) =>
        BundleJson.ToFile(new { SchemaVersion, Name = name, Key = key, Trials = ByNumber(trials).ToArray() });

    /// <summary>One JSON object per line: the study's key, then the trials by number.</summary>
    public static byte[] Lines(string key, IEnumerable<Trial> trials) =>
    [
        .. JsonSerializer.SerializeToUtf8Bytes(new { Study = key }, BundleJson.Line), (byte)'\n',
        .. ByNumber(trials).SelectMany(trial => Encoding.UTF8.GetBytes(TrialRecord.Write(trial) + '\n')),
    ];

    /// <summary>
    /// One line per trial by number behind a line of names, as RFC 4180 has it but with line feeds. Settings are a JSON object; of several
    /// numbers in a field each but the last is followed by a semicolon; undefined numbers are empty.
    /// </summary>
    public static byte[] Csv(IEnumerable<Trial> trials)
    {
        var text = new StringBuilder().AppendJoin(',', Columns).Append('\n');
        foreach (var trial in ByNumber(trials))
        {
            var learner = JsonSerializer.SerializeToNode(trial.Spec.Learner, BundleJson.Line)!.AsObject();
            var name = (string)learner["name"]!;
            learner.Remove("name");
            string[] fields =
            [
                trial.Spec.Number.ToString(CultureInfo.InvariantCulture),
                JsonNamingPolicy.CamelCase.ConvertName(trial.State.ToString()),
                trial.Origin,
                trial.Spec.Features,
                name,
                learner.ToJsonString(BundleJson.Line),
                Number(trial.Objective),
                string.Join(';', trial.FoldObjectives.Select(Number)),
                string.Join(';', trial.Values.Select(Number)),
                Number(trial.Operations),
                Number(trial.Share),
                Number(trial.Violation),
                trial.Reason ?? "",
                trial.SameAs?.ToString(CultureInfo.InvariantCulture) ?? "",
            ];
            text.AppendJoin(',', fields.Select(Field)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IOrderedEnumerable<Trial> ByNumber(IEnumerable<Trial> trials) => trials.OrderBy(trial => trial.Spec.Number);

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
