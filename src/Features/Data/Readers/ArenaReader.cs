using System.Text.Json;
using System.Text.RegularExpressions;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>Arena battles as the hub's preference sets have them; the router sees the first user turn, stripped.</summary>
internal sealed partial class ArenaReader : IRoutingDataReader
{
    private static readonly string[] _winners = ["winner_model_a", "winner_model_b", "winner_tie"];

    public string Name => "arena";

    public string Description =>
        "CSV or JSONL of battles with prompt (a list of turns, the same as JSON text, or plain text), model_a, model_b, " +
        "winner_model_a, winner_model_b, winner_tie (0 or 1)";

    public bool ReadsBattles => true;

    public bool Recognises(DataShape shape, DataRecord first) =>
        first.Has("prompt") && first.Has("model_a") && first.Has("model_b") && first.Has("winner_model_a") && first.Has("winner_model_b");

    public void Read(RecordReader records, DataSink sink)
    {
        while (records.Read() is { } record)
        {
            sink.Add(new Battle(FirstTurn(record), record.Name("model_a"), record.Name("model_b"), Winner(record)), record);
        }
    }

    private static BattleWinner Winner(DataRecord record)
    {
        var won = Array.ConvertAll(_winners, column => record.Outcome(column) switch
        {
            0 => 0,
            1 => 1,
            null when !record.Has(column) => throw record.Missing(column),
            _ => throw record.At(column).Error($"holds \"{Excerpt.Of(record.Text(column) ?? "")}\"; allowed are 0 and 1"),
        });
        return won.Sum() == 1 ? (BattleWinner)Array.IndexOf(won, 1) : throw record.At().Error(
            $"{won.Sum()} of {string.Join(", ", _winners)} are 1; a battle has exactly one outcome");
    }

    private static string FirstTurn(DataRecord record)
    {
        if (record.IsList("prompt"))
        {
            return record.Texts("prompt") is [var turn, ..] ? turn.Trim() : "";
        }

        var prompt = record.RequiredText("prompt").Trim();
        if (!prompt.StartsWith('['))
        {
            return prompt;
        }

        try
        {
            // The published sets hold halves of emoji, cut where a text was shortened; they become the replacement character.
            using var turns = JsonDocument.Parse(LoneSurrogate().Replace(prompt, "\\ufffd"));
            var first = turns.RootElement.GetArrayLength() > 0 ? turns.RootElement[0] : default;
            return first.ValueKind == JsonValueKind.String ? first.GetString()!.Trim() : "";
        }
        catch (JsonException)
        {
            return prompt;
        }
    }

    [GeneratedRegex(
        @"(?<!\\)\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})|(?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD])[c-fC-F][0-9a-fA-F]{2})",
        RegexOptions.CultureInvariant)]
    private static partial Regex LoneSurrogate();
}
