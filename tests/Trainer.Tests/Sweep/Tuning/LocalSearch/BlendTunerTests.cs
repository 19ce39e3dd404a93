using Trainer.Sweep.Tuning.LocalSearch;

namespace Trainer.Tests.Sweep.Tuning.LocalSearch;

[TestClass]
public sealed class BlendTunerTests
{
    [TestMethod]
    public void GlobalAndLocalSteps_TakeTurns_AndLocalSearchesStartFromGlobalPoints()
    {
        var space = Searching.Mixed();
        var trials = Searching.Run(_ => new BlendTuner(space, 2), 120, lag: 4, point => Searching.Bowl(space, point));
        var moves = trials.Select(trial => FlowMove.Parse(trial.Proposal.Origin)).ToArray();
        Assert.IsTrue(trials.Count(trial => trial.Proposal.Origin == "tpe") >= 3);
        Assert.IsTrue(moves.Count(move => move is not null) >= 3);
        for (var number = 0; number < trials.Count; number++)
        {
            if (moves[number] is { } move)
            {
                Assert.IsNull(moves[move.Thread], "a global point");
                Assert.IsTrue(move.Thread <= number - 4, "whose value was known");
                Assert.AreEqual(trials[move.Thread].Proposal.Point[0], trials[number].Proposal.Point[0], "the learner stays");
            }
        }

        Assert.IsTrue(trials.Max(trial => trial.Values[0]) > -0.1, $"{trials.Max(trial => trial.Values[0])}");
    }
}
