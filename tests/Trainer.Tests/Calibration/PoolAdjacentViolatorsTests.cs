using Trainer.Calibration;
using Trainer.Features;

namespace Trainer.Tests.Calibration;

[TestClass]
public sealed class PoolAdjacentViolatorsTests
{
    [TestMethod]
    public void Pool_RandomTargets_EqualsTheMinimaxFormula()
    {
        for (var seed = 0UL; seed < 60; seed++)
        {
            var random = new SeededRandom(seed);
            var n = 1 + random.Next(40);
            ScoreBlock[] rows = [.. Enumerable.Range(0, n).Select(i => new ScoreBlock(1 + random.Next(3), i, random.Next(5) / 4.0, i, i))];
            var blocks = PoolAdjacentViolators.Pool(rows);
            for (var i = 0; i < n; i++)
            {
                // Robertson, Wright and Dykstra 1988, theorem 1.4.4: the largest over beginnings of the smallest over ends of the mean between them.
                var expected = Enumerable.Range(0, i + 1).Max(from => Enumerable.Range(i, n - i).Min(to => Mean(rows[from..(to + 1)])));
                Assert.AreEqual(expected, blocks.Single(block => block.From <= i && i <= block.To).Target, 1e-12, $"seed {seed}, row {i}");
            }

            Assert.AreEqual(rows.Sum(row => row.Weight), blocks.Sum(block => block.Weight));
        }
    }

    [TestMethod]
    public void Of_EqualScores_AreOneBlockByRisingScore()
    {
        var blocks = ScoreBlock.Of([3, 1, 3, 2], [1, 0, 0, 1]);
        CollectionAssert.AreEqual(
            new ScoreBlock[] { new(1, 1, 0, 1, 1), new(1, 2, 1, 2, 2), new(2, 3, 0.5, 3, 3) }, blocks);
    }

    private static double Mean(ScoreBlock[] rows) => rows.Sum(row => row.Weight * row.Target) / rows.Sum(row => row.Weight);
}
