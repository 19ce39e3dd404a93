using Trainer.Evaluation.Report;
using Trainer.Export;
using Trainer.Features.Data;

namespace Trainer.Evaluation;

/// <summary>
/// Judges calibrated scores on a table whose models are in score order: the way in for everything that has a router and data.
/// </summary>
internal static class RouterEvaluation
{
    /// <param name="table">Candidate models only; for a pair the weak one, then the strong one.</param>
    /// <param name="scores">Row by row, one per row for a pair, else one per model, and then the cost ratios if there are any.</param>
    /// <param name="expectedCostUsd">What the decision rule believes each model costs; NaN where unknown.</param>
    /// <param name="points">Operating points, the main one first.</param>
    /// <param name="isPair">One score per row.</param>
    /// <param name="seed">Seed of the resamples.</param>
    /// <param name="resamples">Resamples of curve metrics; means get ten times as many.</param>
    /// <param name="cascade">
    /// Says that the table's costs are a cascade's. Each of its models can be had alone for less, so these stand among the single models that
    /// the router has to beat.
    /// </param>
    /// <param name="raw">The scores before calibration, so that it can be seen what that was good for; null if they are not known.</param>
    /// <param name="others">Further models that could be used alone, on the table's complete rows; they count where costs are known.</param>
    public static EvaluationReport Run(
        RoutingTable table,
        float[] scores,
        double[] expectedCostUsd,
        IReadOnlyList<NamedSetting> points,
        bool isPair,
        ulong seed,
        int resamples,
        CascadeLabel? cascade = null,
        float[]? raw = null,
        IReadOnlyList<SingleModel>? others = null)
    {
        var models = Enumerable.Range(0, table.Models.Count).ToArray();
        var rows = PoolOutcomes.CompleteRows(table, models);
        var options = new EvaluationOptions
        {
            Models = table.Models,
            Domains = table.Queries.Any(query => query.Domain is not null) ? Array.ConvertAll(rows, row => table.Queries[row].Domain) : [],
            Seed = seed,
            CurveResamples = resamples,
            MeanResamples = 10 * resamples,
        };
        var outcomes = PoolOutcomes.From(table, models);
        if (outcomes.CostUsd is not null)
        {
            // A cascade's savings are counted from its own two models alone, which come first.
            options = cascade is null
                ? options with { OtherModels = others ?? [] }
                : options with { OtherModels = [.. Alone(table.Models, outcomes, cascade), .. others ?? []], Base = isPair ? (2, 3) : options.Base };
        }

        var perQuery = scores.Length / Math.Max(1, table.Count);
        double[] Uncalibrated(int column) => Array.ConvertAll(rows, row => 1 / (1 + Math.Exp(-raw![(row * perQuery) + column])));
        if (isPair)
        {
            return PairEvaluation.Run(
                PairOutcomes.From(table, 0, 1),
                Array.ConvertAll(rows, row => (double)scores[row]),
                points,
                options,
                raw is null ? null : Uncalibrated(0));
        }

        return PoolEvaluation.Run(
            outcomes, PoolScores.Of(scores, rows, table.Count, expectedCostUsd), points, options, raw is null ? null : Array.ConvertAll(models, Uncalibrated));
    }

    // What each call of a cascade costs by itself.
    private static SingleModel[] Alone(IReadOnlyList<string> models, PoolOutcomes outcomes, CascadeLabel cascade)
    {
        var paid = outcomes.CostUsd!;
        double Own(int place, int row) =>
            paid[place][row] - (place > 0 ? paid[place - 1][row] : 0) - (place < models.Count - 1 ? cascade.VerifierUsd : 0);
        return [.. models.Select((model, place) => new SingleModel(
            $"{model} alone", outcomes.Quality[place], [.. Enumerable.Range(0, outcomes.Rows).Select(row => Own(place, row))]))];
    }
}
