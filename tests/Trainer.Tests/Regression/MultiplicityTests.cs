using Trainer.Regression;

namespace Trainer.Tests.Regression;

[TestClass]
public sealed class MultiplicityTests
{
    [TestMethod]
    public void Holm_KnownValues_StepsDown() => AreEqual([0.03, 0.06, 0.06, 0.02], Multiplicity.Holm([0.01, 0.04, 0.03, 0.005]));

    [TestMethod]
    public void BenjaminiHochberg_KnownValues_StepsUp() =>
        AreEqual([0.02, 0.04, 0.04, 0.02], Multiplicity.BenjaminiHochberg([0.01, 0.04, 0.03, 0.005]));

    [TestMethod]
    public void Both_NothingOrOneOrLargeValues_StayProbabilities()
    {
        AreEqual([], Multiplicity.Holm([]));
        AreEqual([0.2], Multiplicity.Holm([0.2]));
        AreEqual([1, 1], Multiplicity.Holm([0.9, 0.6]));
        AreEqual([0.9, 0.9], Multiplicity.BenjaminiHochberg([0.9, 0.6]));
        Assert.ThrowsExactly<ArgumentException>(() => Multiplicity.Holm([double.NaN]));
    }

    private static void AreEqual(double[] expected, double[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-12);
        }
    }
}
