using Trainer.Features;
using Trainer.Sweep;

namespace Trainer.Calibration;

/// <summary>A router's calibration: raw scores to calibrated ones, here and as nodes.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Maps">One per score, all of that method.</param>
/// <param name="Domains">What the domain adds; null where nobody asked for it.</param>
internal sealed record FittedCalibration(string Method, IReadOnlyList<Calibrator> Maps, DomainCalibration? Domains = null)
{
    /// <summary>σ of the raw scores: of a policy, whose scores are log-odds already.</summary>
    public static FittedCalibration None(int scores) =>
        new(CalibrationMethod.None.Name, [.. Enumerable.Repeat(new PlattScaling(1, 0), scores)]);

    /// <summary>Fits on raw scores of queries that the learner was not fitted on; see <see cref="ScoreCalibration.Rows"/>.</summary>
    public static FittedCalibration Fit(
        CalibrationMethod method, RoutingProblem problem, float[] raw, bool byDomain, IReadOnlyList<int>? among = null)
    {
        var rows = ScoreCalibration.Rows(problem, raw, among);
        Calibrator[] maps = Array.ConvertAll(rows, score => method.Fit(score.Raw, score.Target));
        return new(method.Name, maps, byDomain ? DomainCalibration.Fit(problem.Domains, maps, rows) : null);
    }

    /// <summary>The log-odds of one score of a query.</summary>
    public float LogOdds(int score, float raw, string? domain)
    {
        var common = Maps[score].LogOdds(raw);
        return Domains?.LogOdds(domain, score, common) ?? common;
    }

    /// <summary>The calibrated scores, row by row; what stands behind the scores of a query stays as it is.</summary>
    /// <param name="raw">Row by row.</param>
    /// <param name="scoresPerQuery">Numbers in a row.</param>
    /// <param name="domains">The domain of each query, null where unknown; null for none.</param>
    public float[] Apply(float[] raw, int scoresPerQuery, IReadOnlyList<string?>? domains = null) => [.. raw.Select((value, i) =>
        i % scoresPerQuery is var score && score < Maps.Count
            ? 1 / (1 + MathF.Exp(-LogOdds(score, value, domains?[i / scoresPerQuery])))
            : value)];

    /// <summary>Writes the calibrated scores [N, maps] of raw ones [N, maps].</summary>
    public string Emit(QueryInputs inputs, string raw)
    {
        var common = Calibrator.Emit(inputs.Graph, raw, Maps);
        return inputs.Graph.Add("Sigmoid", [Domains?.Emit(inputs, common) ?? common]);
    }
}
