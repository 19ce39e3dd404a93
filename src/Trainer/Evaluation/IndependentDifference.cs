using Trainer.Export;

namespace Trainer.Evaluation;

/// <summary>
/// The difference of two numbers from different queries, from their intervals alone (Newcombe 1998, Stat. Med. 17:873; Zou and Donner 2008, Stat. Med.
/// 27:1693): the distance from the value to its bound stands for the error on that side, and errors of independent numbers add in squares.
/// </summary>
internal static class IndependentDifference
{
    /// <summary>First less second; n is the smaller of both.</summary>
    public static Estimate Of(Estimate first, Estimate second)
    {
        var value = first.Value - second.Value;
        return new(
            value,
            value - Length(first.Value - first.Low, second.High - second.Value),
            value + Length(first.High - first.Value, second.Value - second.Low),
            Math.Min(first.N, second.N));
    }

    private static double Length(double a, double b) => Math.Sqrt((a * a) + (b * b));
}
