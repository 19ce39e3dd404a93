using Trainer.Sweep.Tuning.Sobol;

namespace Trainer.Tests.Sweep.Tuning.Sobol;

[TestClass]
public sealed class SobolSequenceTests
{
    [TestMethod]
    public void TheSequence_IsThePublishedOne()
    {
        // In Gray code's order, as the published program and SciPy have it; the checksum over all dimensions is of SciPy's points.
        static uint Gray(uint index) => index ^ (index >> 1);
        double[][] first =
        [
            [0, 0, 0, 0], [0.5, 0.5, 0.5, 0.5], [0.75, 0.25, 0.25, 0.25], [0.25, 0.75, 0.75, 0.75], [0.375, 0.375, 0.625, 0.875],
        ];
        ulong sum = 0;
        for (uint row = 0; row < 64; row++)
        {
            for (var d = 0; d < SobolSequence.MaxDimensions; d++)
            {
                var place = SobolSequence.Plain(Gray(row), d);
                sum += place * ((row * 161UL) + (ulong)d + 1);
                if (row < first.Length && d < first[row].Length)
                {
                    Assert.AreEqual(first[row][d], place / (double)(1UL << 32));
                }
            }
        }

        Assert.AreEqual(114007122659770368UL, sum);
    }

    [TestMethod]
    public void EveryBlockOfScrambledPoints_HasOneInEachPartOfEveryCoordinate()
    {
        for (var d = 0; d < SobolSequence.MaxDimensions; d += 5)
        {
            foreach (var from in new uint[] { 0, 32, 64 })
            {
                var parts = Enumerable.Range(0, 32).Select(i => (int)(32 * SobolSequence.Scrambled(from + (uint)i, d, 9))).Order();
                CollectionAssert.AreEqual(Enumerable.Range(0, 32).ToArray(), parts.ToArray(), $"coordinate {d} from {from}");
            }
        }
    }

    [TestMethod]
    public void TheFirstTwoCoordinates_FillEveryBoxOfTheirNet()
    {
        for (var bits = 0; bits <= 6; bits++)
        {
            var (wide, high) = (1 << bits, 1 << (6 - bits));
            var boxes = Enumerable.Range(0, 64).Select(i => (
                (int)(wide * SobolSequence.Scrambled((uint)i, 0, 4)), (int)(high * SobolSequence.Scrambled((uint)i, 1, 4))));
            Assert.AreEqual(64, boxes.Distinct().Count(), $"{wide} × {high}");
        }
    }

    [TestMethod]
    public void OverTheSeeds_APointIsUniform()
    {
        var places = Enumerable.Range(0, 2000).Select(seed => SobolSequence.Scrambled(5, 3, (ulong)seed)).ToArray();
        Assert.AreEqual(0.5, places.Average(), 4 * Math.Sqrt(1 / 12.0 / 2000));
        Assert.AreEqual(1 / 12.0, places.Average(place => (place - 0.5) * (place - 0.5)), 0.008);
        Assert.IsTrue(places.All(place => place is > 0 and < 1));
    }
}
