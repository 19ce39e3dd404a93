using FsCheck;
using FsCheck.Fluent;
using Trainer.Evaluation;
using Trainer.Features;

namespace Trainer.Tests.Evaluation;

/// <summary>A small pair with many ties in scores and graded qualities, and row weights with zeros.</summary>
internal sealed record PairCase(double[] Weak, double[] Strong, double[] Scores, int[] Weights)
{
    public PairOutcomes Outcomes => new(Weak, Strong);

    public int[] Ones => [.. Weak.Select(_ => 1)];

    /// <summary>Each row as often as its weight says: what weights mean.</summary>
    public PairCase Expanded()
    {
        double[] Repeat(double[] column) => [.. column.SelectMany((value, row) => Enumerable.Repeat(value, Weights[row]))];
        var n = Weights.Sum();
        return new(Repeat(Weak), Repeat(Strong), Repeat(Scores), [.. Enumerable.Repeat(1, n)]);
    }

    public static PairCase Random(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var n = 1 + random.Next(30);
        double[] Column(int values) => [.. Enumerable.Range(0, n).Select(_ => random.Next(values + 1) / (double)values)];
        int[] weights = [.. Enumerable.Range(0, n).Select(_ => random.Next(4))];
        weights[random.Next(n)] += 1;
        return new(Column(4), Column(4), Column(1 + random.Next(12)), weights);
    }

    public static void Check(Action<PairCase> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property(Random(seed))).QuickCheckThrowOnFailure();
}
