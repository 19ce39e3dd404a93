using Trainer.Features;
using Trainer.Training.Noise;

namespace Trainer.Tests.Training;

[TestClass]
public sealed class NoiseTests
{
    [TestMethod]
    public void Fill_ManyNumbers_AreStandardNormalAndUncorrelated()
    {
        var values = new float[1 << 20];
        GaussianNoise.Fill(values, 0x123456789ABCDEF);
        Assert.AreEqual(0, values.Average(), 0.004);
        Assert.AreEqual(1, values.Average(value => (double)value * value), 0.006);
        Assert.AreEqual(0, values.Average(value => Math.Pow(value, 3)), 0.02);
        Assert.AreEqual(3, values.Average(value => Math.Pow(value, 4)), 0.05);
        foreach (var (limit, share) in new[] { (0.5, 0.308538), (1.0, 0.158655), (2.0, 0.0227501), (3.0, 0.0013499) })
        {
            Assert.AreEqual(share, values.Average(value => value > limit ? 1.0 : 0), 0.003 * share + 0.0006, $"above {limit}");
            Assert.AreEqual(share, values.Average(value => value < -limit ? 1.0 : 0), 0.003 * share + 0.0006, $"below −{limit}");
        }

        foreach (var lag in new[] { 1, 2, 15, 16, 17, 32, 512 })
        {
            var product = 0.0;
            for (var i = lag; i < values.Length; i++)
            {
                product += values[i] * values[i - lag];
            }

            Assert.AreEqual(0, product / values.Length, 0.005, $"lag {lag}");
        }
    }

    [TestMethod]
    public void Fill_ManyKeys_HaveTheTailsOfTheNormalDistribution()
    {
        // Rows of an embedding's length, each with its own key, as noise on features is drawn.
        var (values, counts) = (new float[1536], new int[3]);
        (double Limit, double Share)[] tails = [(3, 2.699796e-3), (4, 6.334248e-5), (5, 5.733031e-7)];
        const int Keys = 10_000;
        for (var key = 0ul; key < Keys; key++)
        {
            GaussianNoise.Fill(values, key);
            foreach (var value in values)
            {
                for (var i = 0; i < tails.Length && Math.Abs(value) > tails[i].Limit; i++)
                {
                    counts[i]++;
                }
            }
        }

        for (var i = 0; i < tails.Length; i++)
        {
            var expected = tails[i].Share * Keys * values.Length;
            Assert.AreEqual(expected, counts[i], 4 * Math.Sqrt(expected), $"beyond {tails[i].Limit}");
        }
    }

    [TestMethod]
    public void Fill_AnyLength_IsTheBitsOfTheScalarFormula()
    {
        foreach (var length in new[] { 0, 1, 31, 32, 33, 100, 257 })
        {
            var values = new float[length];
            GaussianNoise.Fill(values, 42);
            CollectionAssert.AreEqual(Scalar(length, 42), values);
        }
    }

    [TestMethod]
    public void Fill_AnotherKey_GivesOtherNumbers()
    {
        var (one, other) = (new float[4096], new float[4096]);
        GaussianNoise.Fill(one, 1);
        GaussianNoise.Fill(other, 2);
        Assert.AreEqual(0, one.Zip(other, (a, b) => (double)a * b).Average(), 0.06);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.1)]
    [DataRow(0.5)]
    public void Fill_DropoutMask_DropsTheShareAndKeepsTheMean(double rate)
    {
        var mask = new float[100_003];
        DropoutMask.Fill(mask, rate, 0xABCDEF0123456789);
        Assert.AreEqual(rate, mask.Average(value => value == 0 ? 1.0 : 0), 0.005);
        Assert.AreEqual(1, mask.Average(), 0.01);
        Assert.IsTrue(mask.All(value => value == 0 || value == (float)(1 / (1 - rate))));
        var shorter = new float[37];
        DropoutMask.Fill(shorter, rate, 0xABCDEF0123456789);
        CollectionAssert.AreEqual(mask[..37], shorter);
    }

    // The same numbers one by one, with the functions of the framework only where they are exact.
    private static float[] Scalar(int length, ulong key)
    {
        static uint Hash(uint counter, ulong mixed)
        {
            var h = (counter * ((uint)(mixed >> 32) | 1)) + (uint)mixed;
            h = (h ^ (h >> 16)) * 0x85EBCA6B;
            h = (h ^ (h >> 13)) * 0xC2B2AE35;
            return h ^ (h >> 16);
        }

        var (radii, angles) = (new SeededRandom(key, 0xA0).NextUInt64(), new SeededRandom(key, 0xA1).NextUInt64());
        var values = new float[(length + 31) / 32 * 32];
        for (var pair = 0; pair < values.Length / 2; pair++)
        {
            var n = (float)((Hash((uint)pair, radii) >> 8) + 1);
            var raw = BitConverter.SingleToInt32Bits(n) - 0x3F3504F3;
            var m = BitConverter.Int32BitsToSingle((raw & 0x007FFFFF) + 0x3F3504F3);
            var s = (m - 1) / (m + 1);
            var z = s * s;
            var series = ((((((z * (1f / 9)) + (1f / 7)) * z) + (1f / 5)) * z) + (1f / 3)) * z;
            var logarithm = (((raw >> 23) - 24) * 0.693147181f) + ((s + (s * series)) * 2f);
            var radius = MathF.Sqrt(logarithm * -2f);

            var bits = Hash((uint)pair, angles);
            var x = (float)((int)((bits >> 8) & 0x3FFFFF) - (1 << 21)) * (float)(Math.PI / 2 / (1 << 22));
            z = x * x;
            var sine = ((((((z * (1f / 362880)) - (1f / 5040)) * z) + (1f / 120)) * z) - (1f / 6)) * z;
            sine = x + (x * sine);
            var cosine = (((((((z * (-1f / 3628800)) + (1f / 40320)) * z) - (1f / 720)) * z) + (1f / 24)) * z) - 0.5f;
            cosine = 1 + (cosine * z);
            Assert.AreEqual(Math.Sin(x), sine, 1e-7);
            Assert.AreEqual(Math.Cos(x), cosine, 1e-7);
            Assert.AreEqual(Math.Log(n / 16777216.0), logarithm, 1e-6 * Math.Max(1, -logarithm));
            var (c, d) = (bits >> 30) switch
            {
                0 => (cosine, sine),
                1 => (-sine, cosine),
                2 => (-cosine, -sine),
                _ => (sine, -cosine),
            };
            var place = (pair / 16 * 32) + (pair % 16);
            (values[place], values[place + 16]) = (radius * c, radius * d);
        }

        return values[..length];
    }
}
