using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Features.Data.Splits;
using Trainer.Reporting;

namespace Trainer.Sweep;

/// <summary>The problem and its two parts: what may be learned from, and what is judged on once.</summary>
/// <param name="Problem">All queries.</param>
/// <param name="Training">Queries to learn, choose and calibrate on.</param>
/// <param name="Test">Queries that nothing sees before everything is chosen.</param>
/// <param name="LeftOut">Queries of neither part, because they are tied to test queries.</param>
internal sealed record SweepData(RoutingProblem Problem, RoutingProblem Training, RoutingProblem Test, int LeftOut)
{
    public static SweepData Load(TrainerOptions options)
    {
        var problem = RoutingProblem.Load(options.Data);
        var split = Split(problem, options);
        var test = problem.Select(split.Test);
        return PoolOutcomes.CompleteRows(test.Table, [.. Enumerable.Range(0, test.Table.Models.Count)]).Length > 0
            ? new SweepData(problem, problem.Select(split.Train), test, split.LeftOut.Length)
            : throw new UsageException($"on none of the {test.Table.Count} test queries was every candidate run, so no router " +
                $"could be judged; name fewer models in 'data.models'");
    }

    public DataReport Report() => new(
        Problem.Source.Description,
        Problem.Source.ContentDigest,
        Problem.Source.Files,
        Problem.Table.Models,
        Training.Table.Count,
        Test.Table.Count,
        LeftOut,
        Problem.Priced?.Prices is { } prices ? new PriceReport(prices.From, prices.Date, prices.Source, prices.Sha256) : null);

    private static TableSplit Split(RoutingProblem problem, TrainerOptions options)
    {
        var splitter = new Splitter(problem.Table);
        try
        {
            return options.Data.HoldOutDomains.Count > 0
                ? splitter.HoldOutDomains(options.Data.HoldOutDomains)
                : splitter.HoldOut(options.Data.TestShare, options.Seed);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message); // what these data do not allow is the user's to change
        }
    }
}
