namespace Trainer.Sweep.Tuning;

/// <summary>An earlier trial as a tuner sees it.</summary>
/// <param name="Number">The trial's number, from 0.</param>
/// <param name="Proposal">What was proposed.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Values">One per goal, each the better the larger; empty where nothing is known.</param>
/// <param name="Cost">Multiplications that it took, or would take if it is pending.</param>
/// <param name="Share">Share of the folds and rows that its values rest on, 1 for a completed trial.</param>
/// <param name="Violation">By how much it violates the constraints, in total; 0 for not at all.</param>
internal sealed record Observation(
    int Number, Proposal Proposal, TrialOutcome Outcome, IReadOnlyList<double> Values, double Cost, double Share = 1, double Violation = 0);
