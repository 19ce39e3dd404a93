namespace Trainer.Regression;

/// <summary>The comparison of two routers, from which every other format is written, so that formats cannot disagree.</summary>
/// <param name="Verdict">The worst of the checks; Improved if nothing is worse and something is better.</param>
/// <param name="Passed">Whether the gate lets the candidate through.</param>
/// <param name="InconclusiveFails">Whether the gate counts what the data cannot decide as a failure.</param>
/// <param name="Queries">Queries compared.</param>
/// <param name="Clusters">Independent groups of them.</param>
/// <param name="Checks">Each with its evidence.</param>
/// <param name="Flips">Every changed decision, the greatest loss of quality first, then the greatest rise of cost.</param>
internal sealed record RegressionReport(
    CheckVerdict Verdict,
    bool Passed,
    bool InconclusiveFails,
    int Queries,
    int Clusters,
    IReadOnlyList<RegressionCheck> Checks,
    IReadOnlyList<Flip> Flips);
