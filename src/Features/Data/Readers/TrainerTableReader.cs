using System.Globalization;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>
/// The project's own table as <see cref="RoutingTableWriter"/> writes it: a header with the models, then a list per quantity.
/// </summary>
internal sealed class TrainerTableReader : IRoutingDataReader
{
    private const double Version = 1;

    public string Name => "trainer";

    public string Description => $"JSONL whose first line holds {RoutingTableWriter.Header}: 1 and models, as written by this program";

    public bool Recognises(DataShape shape, DataRecord first) => shape == DataShape.JsonLines && first.Has(RoutingTableWriter.Header);

    public void Read(RecordReader records, DataSink sink)
    {
        var models = Models(CheckHeader(records, RoutingTableWriter.Header), sink.Table);
        while (records.Read() is { } record)
        {
            var query = new Query(record.Name("id"), record.RequiredText("prompt"), record.Text("domain"), record.Text("group"), record.Number("ts"));
            if (sink.Row(query, record) is { } row)
            {
                record.Require("quality");
                Set(sink.Table.SetQuality, row, models, record, "quality");
                Set(sink.Table.SetCostUsd, row, models, record, "cost_usd");
                Set(sink.Table.SetLatencySeconds, row, models, record, "latency_s");
                Set(sink.Table.SetInputTokens, row, models, record, "input_tokens");
                Set(sink.Table.SetOutputTokens, row, models, record, "output_tokens");
                Set(sink.Table.SetJudgeScore, row, models, record, "llm_judge");
            }
        }
    }

    /// <summary>Reads the first line of a file of the project's own and checks its version.</summary>
    public static DataRecord CheckHeader(RecordReader records, string key)
    {
        var header = records.Read() ?? throw new DataFormatException(records.Path, 0, null, "holds no header");
        return header.Number(key) switch
        {
            Version => header,
            null => throw header.At(key).Error($"is missing; the first line must be a header with {key}: {Version}"),
            var other => throw header.At(key).Error(string.Create(
                CultureInfo.InvariantCulture, $"is {other}; this program reads version {Version}: update it or write the file again")),
        };
    }

    private static void Set(
        Action<int, int, double?, DataPlace> set, int row, int[] models, DataRecord record, string column)
    {
        if (record.Numbers(column) is not { } values)
        {
            return;
        }

        var at = record.At(column);
        if (values.Count != models.Length)
        {
            throw at.Error(
                FormattableString.Invariant($"holds {values.Count} numbers for {models.Length} models; ") +
                "one number or null per model is needed");
        }

        for (var m = 0; m < models.Length; m++)
        {
            set(row, models[m], values[m], at);
        }
    }

    private static int[] Models(DataRecord header, RoutingTableBuilder table)
    {
        var models = header.Texts("models") ?? throw header.At("models").Error("is missing; the header must name the models");
        var at = header.At("models");
        if (models.GroupBy(m => m, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw at.Error($"names {twice.Key} twice; every model needs a name of its own");
        }

        table.DeclareModels(models, at);
        return [.. models.Select(m => table.ModelIndex(m, at))];
    }
}
