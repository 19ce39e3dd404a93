using System.Globalization;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>
/// Answers judged from 1 to 5. An answer is right (1) from <see cref="ReadOptions.JudgeOkScore"/> on and wrong (0) below. Where a
/// single model is scored, its judge compared it with the answers of the others, so a model with a <c>_response</c> but no
/// <c>_score</c> counts as always right, as RouteLLM's and the W&amp;B tutorial's labels have it.
/// </summary>
internal sealed class JudgeScoresReader : IRoutingDataReader
{
    private const string Score = "_score";
    private const string Response = "_response";

    public string Name => "judge";

    public string Description =>
        "CSV or JSONL with prompt and <model>_score (1 to 5); with a single score also <model>_response of the reference " +
        "model; source is the domain";

    public bool Recognises(DataShape shape, DataRecord first) => first.Has("prompt") && Models(first, Score).Length > 0;

    public void Read(RecordReader records, DataSink sink)
    {
        while (records.Read() is { } record)
        {
            var scored = Models(record, Score);
            var references = References(record, scored);
            var query = new Query(DataSink.RowId(records, record), record.RequiredText("prompt"), record.Text("source"));
            if (sink.Row(query, record) is not { } row)
            {
                continue;
            }

            foreach (var model in scored)
            {
                var at = record.At(model + Score);
                var quality = Quality(record.Number(model + Score), sink.Options.JudgeOkScore, at);
                sink.Table.SetQuality(row, sink.Table.ModelIndex(model, at), quality, at);
            }

            foreach (var model in references)
            {
                var at = record.At(model + Response);
                sink.Table.SetQuality(row, sink.Table.ModelIndex(model, at), 1, at);
            }
        }
    }

    private static double? Quality(double? score, double okScore, DataPlace at) => score switch
    {
        null => null,
        >= 1 and <= 5 => score >= okScore ? 1 : 0,
        _ => throw at.Error($"judge score {score.Value.ToString("R", CultureInfo.InvariantCulture)}; allowed are numbers " +
            "from 1 to 5, or nothing for not run"),
    };

    private static string[] References(DataRecord record, string[] scored)
    {
        if (scored.Length > 1)
        {
            return [];
        }

        var references = Models(record, Response).Except(scored, StringComparer.Ordinal).ToArray();
        return references.Length > 0 ? references : throw record.At().Error(
            "a single <model>_score needs the <model>_response of the reference model that it was judged against; " +
            $"found are {DataRecord.List(record.Columns)}");
    }

    private static string[] Models(DataRecord record, string suffix) =>
    [
        .. record.Columns
            .Where(c => c.Length > suffix.Length && c.EndsWith(suffix, StringComparison.Ordinal) && !ScoreColumns.Is(c))
            .Select(c => c[..^suffix.Length]),
    ];
}
