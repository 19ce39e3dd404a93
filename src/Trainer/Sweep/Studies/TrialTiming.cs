namespace Trainer.Sweep.Studies;

/// <summary>How long a trial took and who did it: for people to read, never part of a comparison.</summary>
/// <param name="Worker">Machine, process and a token.</param>
/// <param name="Seconds">From the claim to the result.</param>
internal sealed record TrialTiming(string Worker, double Seconds);
