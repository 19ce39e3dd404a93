using Trainer.Calibration;
using Trainer.Features;

namespace Trainer.Sweep.Selection;

/// <summary>A member of a trained router.</summary>
/// <param name="Member">Its configuration and weight.</param>
/// <param name="Features">What it reads, or null for nothing.</param>
/// <param name="Calibration">Raw scores to log-odds, one map per score; empty for a router's only member, which is calibrated once.</param>
internal sealed record TrainedMember(EnsembleMember Member, QueryFeatures? Features, PlattScaling[] Calibration);
