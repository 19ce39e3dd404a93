using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features;

namespace Trainer.Sweep.Selection;

/// <summary>
/// The best model to ask whatever the query is, as a rival of everything that was searched. A pair's router has to order queries better than
/// a coin does (APGR 1/2); a pool's has to achieve more than the model alone, costs counted.
/// </summary>
/// <param name="Model">The model's name.</param>
/// <param name="Gain">What the search's choice achieves beyond it, optimism taken off.</param>
/// <param name="Beyond">
/// For a pair the mean quality beyond that of the model, at the threshold that is best in-bag, judged out-of-bag; null for a pool.
/// </param>
internal sealed record BestConstant(string Model, Estimate Gain, Estimate? Beyond)
{
    /// <summary>Whether the gain cannot be told from none: the model alone does as well.</summary>
    public bool IsEnough => !(Gain.Low > 0);

    /// <summary>The sentence for reports.</summary>
    public Finding Finding => new(IsEnough ? FindingSeverity.Warning : FindingSeverity.Info, Sentence);

    private string Sentence
    {
        get
        {
            var over = Beyond is null ? $"the objective of {Model} alone" : "the APGR of a coin";
            var gain = $"Without the search's optimism the router is {Signed(Gain)} above {over}";
            var beyond = Beyond is not { } extra
                ? ""
                : extra.Low > 0
                    ? $" At its best threshold its quality is {Signed(extra)} above that of {Model} alone."
                    : $" At no threshold is its quality surely above that of {Model} alone ({Signed(extra)} at the best): what it can do is save calls.";
            return IsEnough
                ? $"Keep {Model}: {gain[..1].ToLowerInvariant()}{gain[1..]}, which cannot be told from nothing.{beyond}"
                : $"{gain}: routing is worth it.{beyond}";
        }
    }

    /// <summary>O(trials × resamples × rows), none of it for what <paramref name="trials"/> holds already.</summary>
    /// <param name="training">The training queries.</param>
    /// <param name="objective">The objective.</param>
    /// <param name="bootstrap">The resamples that <paramref name="trials"/> were judged on.</param>
    /// <param name="trials">All trials that were searched.</param>
    /// <param name="chosen">The raw out-of-fold scores of the chosen one.</param>
    public static BestConstant Against(
        RoutingProblem training, Objective objective, ClusterBootstrap bootstrap, ResampledObjectives trials, float[] chosen)
    {
        var models = Enumerable.Range(0, training.Table.Models.Count).ToArray();
        var constants = ResampledObjectives.Of([.. models.Select(objective.OfModel)], bootstrap, trials.Resamples);
        var rows = objective.Rows;
        double Mean(int model) => rows.Average(row => training.Table.Quality(model)[row]);
        var best = training.IsPair ? models.MaxBy(Mean) : models.MaxBy(m => constants.Values[m]);
        return new(
            training.Table.Models[best],
            SelectionBias.CorrectedGain(trials, constants, best),
            training.IsPair ? BeyondModel(training, rows, bootstrap, trials, best, chosen) : null);
    }

    private static Estimate BeyondModel(
        RoutingProblem training, int[] rows, ClusterBootstrap bootstrap, ResampledObjectives trials, int model, float[] chosen)
    {
        double[] Column(int m) => Array.ConvertAll(rows, row => training.Table.Quality(m)[row]);
        var curve = new CostQualityCurve(new PairOutcomes(Column(0), Column(1)), Array.ConvertAll(rows, row => (double)chosen[row]));
        double Alone() => model == PairOutcomes.Strong ? curve.StrongQuality : curve.WeakQuality;
        var values = new double[trials.Resamples];
        var (timesDrawn, drawn) = (new int[bootstrap.Clusters], new int[bootstrap.Rows]);
        for (var b = 0; b < values.Length; b++)
        {
            bootstrap.Draw(b, timesDrawn);
            bootstrap.Spread(timesDrawn, drawn);
            curve.Weigh(drawn); // the point is chosen on the one part of the queries and judged on the other
            var point = Enumerable.Range(0, curve.Points).MaxBy(curve.Quality);
            curve.Weigh(Array.ConvertAll(drawn, times => times == 0 ? 1 : 0));
            values[b] = curve.Quality(point) - Alone();
        }

        return trials.Replicates(values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(), values).ToEstimate(rows.Length);
    }

    private static string Signed(Estimate estimate) =>
        FormattableString.Invariant($"{estimate.Value:+0.0000;-0.0000;0.0000} ({estimate.Low:+0.0000;-0.0000;0.0000} to ") +
        FormattableString.Invariant($"{estimate.High:+0.0000;-0.0000;0.0000}, 95 %)");
}
