using System.Globalization;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Evaluation.Conventions;
using Trainer.Features.Data;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>
/// The search with all its defaults on RouteLLM's MMLU tables over given splits, for so many seconds each: trials by cross-validation on the
/// training rows alone, what it chose fitted on all of them, and its scores judged once on the test rows, exactly and by RouteLLM's ten bins.
/// </summary>
internal static class Mmlu
{
    /// <param name="data">The shared data folder.</param>
    /// <param name="seconds">Of each search, features included; embeddings come from the cache after the first.</param>
    /// <param name="splits">Splits, comma-separated.</param>
    /// <param name="weakWrong">Whether the strong model counts as always right, so that APGR is about the weak model's errors alone.</param>
    /// <param name="changes">Overrides of the search, such as <c>sweep.tuner=random</c>.</param>
    public static void Run(string data, double seconds, string splits, bool weakWrong, params string[] changes)
    {
        var problem = MmluSplit.All(data);
        problem = weakWrong ? new RoutingProblem(AlwaysRight(problem), problem.Task, problem.Source) : problem;
        var (exact, tenBins) = (new List<double>(), new List<double>());
        var beside = new BesidePeer(data, problem.Table.Count);
        foreach (var split in splits.Split(','))
        {
            var (training, test) = MmluSplit.Of(problem, data, split);
            var (report, scores, line) = Judge(training, test, seconds, changes);
            Console.WriteLine($"split {split}: {line}");
            if (split != "42")
            {
                exact.Add(report.Apgr);
                tenBins.Add(report.TenBins);
                beside.Add(split, PairOutcomes.From(test.Table, 0, 1), scores);
            }
        }

        if (exact.Count > 0)
        {
            Console.WriteLine(beside);
            Console.WriteLine(
                Text($"mean of {exact.Count} splits: exact APGR {exact.Average():0.0000}, 10-bin APGR {tenBins.Average():0.0000} ") +
                Text($"(min {tenBins.Min():0.000}, max {tenBins.Max():0.000})"));
        }
    }

    private static RoutingTable AlwaysRight(RoutingProblem problem)
    {
        var here = new DataPlace("benchmark");
        var table = new RoutingTableBuilder("benchmark");
        table.DeclareModels(problem.Table.Models, here);
        for (var row = 0; row < problem.Table.Count; row++)
        {
            table.AddQuery(problem.Table.Queries[row], here);
            table.SetQuality(row, 0, problem.Table.Quality(0)[row], here);
            table.SetQuality(row, 1, 1, here);
        }

        return table.Build();
    }

    private static ((double Apgr, double TenBins) Report, double[] Scores, string Line) Judge(
        RoutingProblem training, RoutingProblem test, double seconds, string[] changes)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "data: { sample: { queries: 100 } }"); // of which nothing is read but the changes
        var options = ConfigurationFile.Read(file, changes);
        File.Delete(file);
        using var search = new TimedSearch(options, training, test, seconds);
        var scores = search.Fitted.Router.Score(test.Texts);
        var pair = RouterEvaluation.Run(test.Table, scores, training.MeanCostUsd(), [new NamedSetting("half", 0.5)], true, 42, 1000).Pair!;
        var outcomes = PairOutcomes.From(test.Table, 0, 1);
        var asDouble = Array.ConvertAll(scores, score => (double)score);
        var tenBins = RouteLlmConvention.Of(outcomes, asDouble).Apgr;
        var ones = new int[outcomes.Rows];
        Array.Fill(ones, 1);
        var auc = new RankAuc(new ScoreOrder(asDouble), outcomes.NeedsStrong()).Value(ones);
        return ((pair.Apgr.Value, tenBins), asDouble,
            Text($"exact APGR {pair.Apgr.Value:0.000} ({pair.Apgr.Low:0.000}-{pair.Apgr.High:0.000}), 10-bin {tenBins:0.000}, ") +
            Text($"AUC {auc:0.0000}, n {test.Table.Count}; ") + search.Line);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
