using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>The nested <c>scores</c>, <c>cost</c> and <c>latency</c> objects keyed by model.</summary>
internal static class ScoresByModel
{
    public static void Set(RoutingTableBuilder table, int row, DataRecord record)
    {
        record.Require("scores");

        Each("scores", table.SetQuality);
        Each("cost", table.SetCostUsd);
        Each("latency", table.SetLatencySeconds);

        void Each(string column, Action<int, int, double?, DataPlace> set)
        {
            foreach (var (name, value) in record.NumbersByKey(column))
            {
                var at = record.At($"{column}.{name}");
                set(row, table.ModelIndex(name, at), value, at);
            }
        }
    }
}
