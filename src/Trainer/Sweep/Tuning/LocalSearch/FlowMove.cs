using System.Globalization;
using System.Text.RegularExpressions;
using Trainer.Features;

namespace Trainer.Sweep.Tuning.LocalSearch;

/// <summary>A step of a local search, which its origin says in full, as in <c>flow2 3 17 +9f3a21bc</c>.</summary>
/// <param name="Thread">Number of the trial that the local search started from.</param>
/// <param name="Incumbent">Number of the trial whose point is moved.</param>
/// <param name="IsForward">Whether the direction is followed or its opposite.</param>
/// <param name="Direction">The seed of the direction.</param>
internal readonly partial record struct FlowMove(int Thread, int Incumbent, bool IsForward, uint Direction)
{
    /// <summary>The move that an origin speaks of, or null.</summary>
    public static FlowMove? Parse(string origin) => Pattern().Match(origin) is { Success: true } match
        ? new FlowMove(
            int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture),
            match.Groups[3].Value == "+",
            uint.Parse(match.Groups[4].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
        : null;

    /// <summary>Even on the unit sphere of so many dimensions.</summary>
    public double[] UnitVector(int dimensions)
    {
        var random = new SeededRandom(Direction);
        double[] vector = [.. Enumerable.Range(0, dimensions).Select(_ => random.NextGaussian())];
        var length = Math.Sqrt(vector.Sum(part => part * part)) * (IsForward ? 1 : -1);
        return Array.ConvertAll(vector, part => part / length);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"flow2 {Thread} {Incumbent} {(IsForward ? '+' : '-')}{Direction:x8}");

    [GeneratedRegex(@"^flow2 (\d{1,9}) (\d{1,9}) ([+-])([0-9a-f]{8})$")]
    private static partial Regex Pattern();
}
