using System.Globalization;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>
/// PandaLM's human preferences (Wang et al. 2024, arXiv:2306.05087): each row is a battle that several people judged. What more than half
/// of them say is its outcome; where no outcome has so many, it is a tie.
/// </summary>
internal sealed class PandaLmReader : IRoutingDataReader
{
    private const string Judge = "annotator";
    private const string Pair = "cmp_key";

    public string Name => "pandalm";

    public string Description =>
        "JSON list, JSONL or CSV of battles with cmp_key (the models as model1_model2), instruction, input (may be empty) and " +
        "annotator1, annotator2, … (0 tie, 1 or 2); the majority decides";

    public bool ReadsBattles => true;

    public bool Recognises(DataShape shape, DataRecord first) =>
        first.Has(Pair) && first.Has("instruction") && first.Has(Judge + "1");

    public void Read(RecordReader records, DataSink sink)
    {
        while (records.Read() is { } record)
        {
            var (one, two) = Models(record);
            sink.Add(new Battle(Prompt(record), one, two, Majority(record)), record);
        }
    }

    private static (string One, string Two) Models(DataRecord record)
    {
        var key = record.Name(Pair);
        return key.Split('_') is [{ Length: > 0 } one, { Length: > 0 } two] ? (one, two) : throw record.At(Pair).Error(
            $"holds \"{Excerpt.Of(key)}\"; needed are two names around one underscore, which stands in neither");
    }

    // The instruction and what it is about are one turn of a user.
    private static string Prompt(DataRecord record)
    {
        var instruction = record.RequiredText("instruction");
        return record.RequiredText("input") is { Length: > 0 } input ? $"{instruction}\n\n{input}" : instruction;
    }

    private static BattleWinner Majority(DataRecord record)
    {
        record.Require(Judge + "1");
        Span<int> votes = stackalloc int[3];
        var judges = 0;
        foreach (var column in record.Columns)
        {
            if (!IsJudge(column) || record.Number(column) is not { } vote)
            {
                continue;
            }

            if (vote is not (0 or 1 or 2))
            {
                throw record.At(column).Error(
                    $"holds {vote.ToString("R", CultureInfo.InvariantCulture)}; allowed are 0 for a tie, 1, 2, or nothing for not judged");
            }

            votes[(int)vote]++;
            judges++;
        }

        return judges == 0 ? throw record.At(Judge + "1").Error("is empty, as are all others; at least one annotator is needed")
            : 2 * votes[1] > judges ? BattleWinner.A
            : 2 * votes[2] > judges ? BattleWinner.B
            : BattleWinner.Tie;
    }

    private static bool IsJudge(string column) =>
        column.Length > Judge.Length && column.StartsWith(Judge, StringComparison.Ordinal)
            && column.AsSpan(Judge.Length).IndexOfAnyExceptInRange('0', '9') < 0;
}
