using Trainer.Configuration;
using Trainer.Features;
using Trainer.Learners;

namespace Trainer.Sweep;

/// <summary>
/// Random search (Bergstra and Bengio 2012, JMLR 13): trial n is drawn from a generator of its own, seeded by the study's seed
/// and n, so that any trial can be repeated alone and trials may run in any order. The first trials are each learner's default on
/// the last feature set, which is the widest in the configurations that ship.
/// </summary>
internal static class RandomSearch
{
    public static TrialSpec Propose(SweepOptions options, bool isPair, ulong seed, int number)
    {
        if (number < options.Learners.Count)
        {
            var family = LearnerFamily.Find(options.Learners[number])!;
            return new TrialSpec(number, FeaturesOf(family.Default, options.Features[^1]), family.Default);
        }

        var random = new SeededRandom(seed, (ulong)number + 1);
        var features = options.Features[random.Next(options.Features.Count)];
        var learner = LearnerFamily.Find(options.Learners[random.Next(options.Learners.Count)])!.Sample(random, isPair);
        return new TrialSpec(number, FeaturesOf(learner, features), learner);
    }

    private static string FeaturesOf(ILearner learner, string features) => learner.UsesFeatures ? features : "";
}
