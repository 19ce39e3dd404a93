namespace Trainer;

/// <summary>Rounding to significant digits, so that sampled settings are short and read back exactly.</summary>
internal static class Rounding
{
    public static double ToSignificant(double value, int digits) => double.Parse(
        value.ToString("E" + (digits - 1), System.Globalization.CultureInfo.InvariantCulture),
        System.Globalization.CultureInfo.InvariantCulture);
}
