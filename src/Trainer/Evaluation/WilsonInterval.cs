using Trainer.Export;

namespace Trainer.Evaluation;

/// <summary>
/// Wilson's 95 % interval of a share (1927, JASA 22:209). For a mean of soft targets it is too wide rather than too narrow: no
/// variable in [0, 1] varies more than a binary one of the same mean.
/// </summary>
internal static class WilsonInterval
{
    public static Estimate Of(double share, int n)
    {
        const double z = 1.959963984540054;
        var scale = 1 + (z * z / n);
        var centre = (share + (z * z / (2 * n))) / scale;
        var half = z / scale * Math.Sqrt((share * (1 - share) / n) + (z * z / (4.0 * n * n)));
        return new(share, Math.Max(0, centre - half), Math.Min(1, centre + half), n);
    }
}
