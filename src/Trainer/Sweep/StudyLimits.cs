namespace Trainer.Sweep;

/// <summary>When a search ends, and how much of the machine it takes.</summary>
/// <param name="Trials">Trials at most.</param>
/// <param name="Workers">Fits at once.</param>
/// <param name="Deadline">When the time is up; null for never.</param>
/// <param name="MemoryMegabytes">MiB that the process may take before its latest trial is given up; 0 for no limit.</param>
/// <param name="Follows">Whether the store decides how many trials there are, as another process says.</param>
internal sealed record StudyLimits(
    int Trials, int Workers, DateTimeOffset? Deadline = null, int MemoryMegabytes = 0, bool Follows = false);
