using System.Globalization;
using Trainer.Configuration;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>RouteLLM's MMLU tables, Mixtral 8x7B against GPT-4, and the given rows to test on; all others are training.</summary>
/// <param name="Training">Rows to learn from.</param>
/// <param name="Test">Rows to judge on.</param>
internal sealed record MmluSplit(RoutingProblem Training, RoutingProblem Test)
{
    /// <summary>All rows, in the order that the splits count them in.</summary>
    public static RoutingProblem All(string data) => RoutingProblem.Load(new DataOptions
    {
        Table = [Path.Combine(data, "routellm/routellm/evals/mmlu/responses")],
        Weak = "mistralai/Mixtral-8x7B-Instruct-v0.1",
        Strong = "gpt-4-1106-preview",
    });

    /// <param name="data">The shared data folder.</param>
    /// <param name="split">0 to 4, or 42.</param>
    public static MmluSplit Load(string data, string split = "42") => Of(All(data), data, split);

    public static MmluSplit Of(RoutingProblem all, string data, string split)
    {
        var test = TestRows(data, split);
        return new MmluSplit(all.Select([.. Enumerable.Range(0, all.Table.Count).Except(test)]), all.Select(test));
    }

    /// <summary>Numbers of a split's test rows.</summary>
    public static int[] TestRows(string data, string split) =>
    [
        .. File.ReadLines(Path.Combine(data, $"mmlu_splits/test_rows_{split}.txt")).Where(line => line.Length > 0)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)),
    ];
}
