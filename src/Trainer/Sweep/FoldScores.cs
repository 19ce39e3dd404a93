using Trainer.Sweep.Goals;

namespace Trainer.Sweep;

/// <summary>What fitting a configuration without a fold gives.</summary>
/// <param name="Values">Raw scores of the fold's queries, row by row.</param>
/// <param name="Operations">Multiplications of the fit, by the learner's own count.</param>
/// <param name="Resources">What the router takes, if that was asked for.</param>
internal sealed record FoldScores(float[] Values, double Operations, RouterResources Resources);
