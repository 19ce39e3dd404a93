using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>
/// Answers of versions of the same models to the same queries (Chen, Zaharia and Zou 2023, arXiv 2307.09009): one row per query and
/// version. Code was judged by running it; every other answer is compared with the reference here.
/// </summary>
internal sealed class LlmDriftReader : IRoutingDataReader
{
    private const string Usable = "Directly Usable";
    private const string Boxed = "boxed{";

    public string Name => "llmdrift";

    public string Description =>
        "CSV, one row per query and model, with model, dataset, id, query, ref_answer, answer, latency (s), cost (USD), answer_token; " +
        "quality is Directly Usable (0 or 1) or whether the last boxed{} or [Yes] or [No] of the answer is the reference";

    public bool Recognises(DataShape shape, DataRecord first) => shape == DataShape.Csv
        && first.Has("model") && first.Has("dataset") && first.Has("query") && first.Has("ref_answer") && first.Has("answer");

    public void Read(RecordReader records, DataSink sink)
    {
        while (records.Read() is { } record)
        {
            var (domain, name) = (record.Name("dataset"), record.Name("model"));
            var id = $"{domain}/{record.Name("id")}";
            var prompt = record.RequiredText("query", sink.Table.Find(id)?.Prompt);
            if (sink.Row(new Query(id, prompt, domain), record) is { } row)
            {
                var model = sink.Table.ModelIndex(name, record.At("model"));
                var quality = record.Has(Usable) ? record.Outcome(Usable) : Quality(record);
                sink.Table.SetQuality(row, model, quality, record.At(record.Has(Usable) ? Usable : "answer"));
                sink.Table.SetCostUsd(row, model, record.Number("cost"), record.At("cost"));
                sink.Table.SetLatencySeconds(row, model, record.Number("latency"), record.At("latency"));
                sink.Table.SetOutputTokens(row, model, record.Number("answer_token"), record.At("answer_token"));
            }
        }
    }

    private static double Quality(DataRecord record)
    {
        var (reference, answer) = (record.RequiredText("ref_answer").Trim(), record.RequiredText("answer"));
        if (reference.Length == 0)
        {
            throw record.At("ref_answer").Error($"is empty; an answer to compare with is needed, or a column '{Usable}'");
        }

        var expected = reference.Contains(Boxed, StringComparison.Ordinal) ? LastBoxed(reference) : reference;
        var given = reference.Contains(Boxed, StringComparison.Ordinal) ? LastBoxed(answer) : LastYesOrNo(answer);
        return string.Equals(given, expected, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
    }

    private static string? LastBoxed(string text)
    {
        var start = text.LastIndexOf(Boxed, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf('}', start);
        return end < 0 ? null : text[(start + Boxed.Length)..end].Trim();
    }

    private static string? LastYesOrNo(string text)
    {
        var yes = text.LastIndexOf("[yes]", StringComparison.OrdinalIgnoreCase);
        var no = text.LastIndexOf("[no]", StringComparison.OrdinalIgnoreCase);
        return yes == no ? null : yes > no ? "yes" : "no";
    }
}
