using Trainer.Learners.Settings;

namespace Trainer.Sweep.Space;

/// <summary>One thing that a search may choose.</summary>
/// <param name="Name">Its name in reports, such as <c>learner</c> or <c>mlp.rate</c>.</param>
/// <param name="Domain">What it may be.</param>
/// <param name="When">Where it exists; null for everywhere.</param>
internal sealed record Dimension(string Name, Domain Domain, Condition? When = null);
