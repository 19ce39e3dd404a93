using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Trainer.Features.Data;

/// <summary>A name for the content of a table, for provenance: the same rows in another order have the same digest.</summary>
public static class ContentDigest
{
    // Stands where the length of the next id would, which is never negative.
    private const long TokensFollow = -2;
    private const long ScoresFollow = -3;
    private const long JudgeScoresFollow = -4;

    /// <summary>
    /// SHA-256 in lower-case hex of the models in their order and of every row in ordinal order of the ids; a changed character
    /// or bit of a number changes it. O(n log n + bytes).
    /// </summary>
    public static string Of(RoutingTable table)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, (long)table.Models.Count);
        foreach (var model in table.Models)
        {
            Append(hash, model);
        }

        foreach (var row in Enumerable.Range(0, table.Count).OrderBy(r => table.Queries[r].Id, StringComparer.Ordinal))
        {
            var query = table.Queries[row];
            Append(hash, query.Id);
            Append(hash, query.Prompt);
            Append(hash, query.Domain);
            Append(hash, query.Group);
            for (var m = 0; m < table.Models.Count; m++)
            {
                Append(hash, table.Quality(m)[row]);
                Append(hash, table.CostUsd(m)[row]);
                Append(hash, table.LatencySeconds(m)[row]);
            }

            AppendTokens(hash, table, row);
            AppendJudgeScores(hash, table, row);
            AppendScores(hash, table, row);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Only where there are any: tables from before token counts keep their digest.
    private static void AppendTokens(IncrementalHash hash, RoutingTable table, int row)
    {
        var models = Enumerable.Range(0, table.Models.Count);
        if (models.All(m => double.IsNaN(table.InputTokens(m)[row]) && double.IsNaN(table.OutputTokens(m)[row])))
        {
            return;
        }

        Append(hash, TokensFollow);
        foreach (var m in models)
        {
            Append(hash, table.InputTokens(m)[row]);
            Append(hash, table.OutputTokens(m)[row]);
        }
    }

    private static void AppendJudgeScores(IncrementalHash hash, RoutingTable table, int row)
    {
        var models = Enumerable.Range(0, table.Models.Count);
        if (models.All(m => double.IsNaN(table.JudgeScore(m)[row])))
        {
            return;
        }

        Append(hash, JudgeScoresFollow);
        foreach (var m in models)
        {
            Append(hash, table.JudgeScore(m)[row]);
        }
    }

    private static void AppendScores(IncrementalHash hash, RoutingTable table, int row)
    {
        for (var score = 0; score < table.ScoreNames.Count; score++)
        {
            Append(hash, ScoresFollow);
            Append(hash, table.ScoreNames[score]);
            Append(hash, table.Score(score)[row]);
        }
    }

    private static void Append(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    // Every NaN is the one "not known", whatever its bits.
    private static void Append(IncrementalHash hash, double value) =>
        Append(hash, BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value));

    // The length in front keeps ("ab", "c") and ("a", "bc") apart, and null from the empty text.
    private static void Append(IncrementalHash hash, string? text)
    {
        var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
        Append(hash, text is null ? -1L : bytes.Length);
        hash.AppendData(bytes);
    }
}
