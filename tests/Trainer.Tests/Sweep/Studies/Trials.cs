using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Learners.Neighbours;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep.Studies;

/// <summary>Trials of every state and form.</summary>
internal static class Trials
{
    /// <summary>One of every kind, in no order.</summary>
    public static readonly Trial[] AllKinds =
    [
        Completed(7, new NeighboursLearner(7, 0.25), double.Epsilon),
        Completed(0, new LogisticLearner(1 / 3.0), 0.1 + 0.2),
        new(
            new TrialSpec(2, "", LearnerFamily.Find("random")!.Default),
            TrialState.Failed,
            double.NaN,
            [],
            "it \"did not\"\nfit 你好, 🙂"),
        Completed(1, new LogisticLearner(2), -0.75) with
        {
            State = TrialState.Stopped, Share = 0.25, Reason = "hopeless", Violation = 0.5, Origin = "start",
        },
    ];

    public static Trial Completed(int number, double objective = 0.5) => Completed(number, new LogisticLearner(number + 1), objective);

    public static Trial Completed(int number, ILearner learner, double objective) =>
        new(new TrialSpec(number, "words", learner), TrialState.Completed, objective, [objective, 1 - objective], null)
        {
            Origin = "random", Values = [objective, double.NaN], Operations = 1e12 + number,
        };

    public static void AssertSame(IReadOnlyList<Trial> expected, IReadOnlyList<Trial> actual)
    {
        Assert.HasCount(expected.Count, actual);
        for (var i = 0; i < expected.Count; i++)
        {
            CollectionAssert.AreEqual(expected[i].FoldObjectives.ToArray(), actual[i].FoldObjectives.ToArray());
            CollectionAssert.AreEqual(expected[i].Values.ToArray(), actual[i].Values.ToArray());
            CollectionAssert.AreEqual(expected[i].StageValues.ToArray(), actual[i].StageValues.ToArray());
            Assert.AreEqual(
                expected[i] with { FoldObjectives = [], Values = [], StageValues = [] },
                actual[i] with { FoldObjectives = [], Values = [], StageValues = [] });
        }
    }
}
