namespace Trainer.Sweep.Goals;

/// <summary>What a router takes to be kept or run; the same whatever the queries.</summary>
/// <param name="Name">Its name.</param>
internal sealed record ResourceGoal(string Name) : Goal(Name, IsMaximised: false);
