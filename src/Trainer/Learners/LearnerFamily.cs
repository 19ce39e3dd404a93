using Trainer.Features;
using Trainer.Learners.Baselines;
using Trainer.Learners.Blend;
using Trainer.Learners.Logistic;
using Trainer.Learners.Neighbours;

namespace Trainer.Learners;

/// <summary>One kind of learner as the search and the command line know it.</summary>
/// <param name="Name">The name in configurations.</param>
/// <param name="Description">One sentence for <c>list-routers</c>.</param>
/// <param name="Default">A cheap and sensible starting point.</param>
/// <param name="Sample">Draws settings from the search space; the flag says whether the task is a pair.</param>
internal sealed record LearnerFamily(string Name, string Description, ILearner Default, Func<SeededRandom, bool, ILearner> Sample)
{
    public static readonly IReadOnlyList<LearnerFamily> All =
    [
        new(
            ConstantLearner.Name,
            "Scores that ignore the query: the best single model where cost does not count, the cheapest where it must. What every " +
            "router has to beat.",
            new ConstantLearner(),
            (_, _) => new ConstantLearner()),
        new(
            RandomLearner.Name,
            "A score that is uniform over texts and knows nothing; the same text always gets the same one.",
            new RandomLearner(),
            (_, _) => new RandomLearner()),
        new(
            LogisticLearner.Name,
            "Logistic regression with an L2 penalty; per model, or for a pair also on whether the strong model is needed.",
            new LogisticLearner(),
            LogisticLearner.Sample),
        new(
            NeighboursLearner.Name,
            "Mean outcome of the nearest training queries, weighted by cosine similarity and shrunk towards the overall mean.",
            new NeighboursLearner(),
            NeighboursLearner.Sample),
        new(
            BlendLearner.Name,
            "Weighted mean of what logistic regression and nearest neighbours predict.",
            new BlendLearner(),
            BlendLearner.Sample),
    ];

    public static LearnerFamily? Find(string name) =>
        All.FirstOrDefault(family => string.Equals(family.Name, name, StringComparison.Ordinal));
}
