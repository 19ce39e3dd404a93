using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>Battles with one <c>winner</c> value, as matrix-factorisation trainers take them.</summary>
internal sealed class BattleListReader : IRoutingDataReader
{
    public string Name => "battles";

    public string Description =>
        "JSON list, JSONL or CSV of battles with prompt, model_a, model_b, winner (model_a, model_b, tie or tie (bothbad)) " +
        "and optionally weight";

    public bool ReadsBattles => true;

    public bool Recognises(DataShape shape, DataRecord first) =>
        first.Has("model_a") && first.Has("model_b") && first.Has("winner");

    public void Read(RecordReader records, DataSink sink)
    {
        while (records.Read() is { } record)
        {
            var winner = record.Name("winner") switch
            {
                "model_a" => BattleWinner.A,
                "model_b" => BattleWinner.B,
                "tie" => BattleWinner.Tie,
                "tie (bothbad)" or "bothbad" or "both_bad" => BattleWinner.BothBad,
                var other => throw record.At("winner").Error($"holds \"{Excerpt.Of(other)}\"; allowed are model_a, model_b, " +
                    "tie and tie (bothbad)"),
            };
            var weight = record.Number("weight") ?? 1;
            sink.Add(new Battle(record.RequiredText("prompt"), record.Name("model_a"), record.Name("model_b"), winner, weight), record);
        }
    }
}
