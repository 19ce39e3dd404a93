using Trainer.Features;
using Trainer.Learners;

namespace Trainer;

/// <summary>One learner of a router, and how its raw scores enter the sum of all members.</summary>
/// <param name="Features">What it reads of a query, or null for nothing; members may share them.</param>
/// <param name="Learner">The learner.</param>
/// <param name="Slopes">What each raw score is multiplied with; empty for an only member, whose raw scores are taken as they are.</param>
/// <param name="Weight">Its share in the mean of the members' cost ratios, where some member predicts them.</param>
internal sealed record RouterMember(QueryFeatures? Features, IFittedLearner Learner, float[] Slopes, float Weight = 1);
