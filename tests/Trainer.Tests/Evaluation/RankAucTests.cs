using Trainer.Evaluation;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class RankAucTests
{
    [TestMethod]
    public void Value_RandomTiesAndWeights_EqualsAllPairs() => PairCase.Check(pair =>
    {
        var positive = pair.Outcomes.NeedsStrong();
        var auc = new RankAuc(new ScoreOrder(pair.Scores), positive);
        Assert.AreEqual(NaiveAuc(pair.Scores, positive, pair.Ones), auc.Value(pair.Ones), 1e-12);
        Assert.AreEqual(NaiveAuc(pair.Scores, positive, pair.Weights), auc.Value(pair.Weights), 1e-12);
    });

    [TestMethod]
    public void Value_OneClass_IsUndefined() =>
        Assert.IsTrue(double.IsNaN(new RankAuc(new ScoreOrder([0.1, 0.2]), [true, true]).Value([1, 1])));

    [TestMethod]
    public void Value_PerfectScore_IsOne() =>
        Assert.AreEqual(1, new RankAuc(new ScoreOrder([0.1, 0.2, 0.2]), [false, true, true]).Value([5, 1, 2]));

    private static double NaiveAuc(double[] scores, bool[] positive, int[] weights)
    {
        double wins = 0, pairs = 0;
        for (var p = 0; p < scores.Length; p++)
        {
            for (var n = 0; n < scores.Length; n++)
            {
                if (positive[p] && !positive[n])
                {
                    wins += weights[p] * weights[n] * (scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0);
                    pairs += weights[p] * weights[n];
                }
            }
        }

        return pairs > 0 ? wins / pairs : double.NaN;
    }
}
