using System.Globalization;
using Trainer.Export;

namespace Trainer.Reporting;

/// <summary>How numbers are written wherever people read them. What is undefined is a dash, never a 0.</summary>
internal static class Numbers
{
    public const string Missing = "–";

    /// <summary>Quality and everything measured in it: three decimals.</summary>
    public static string Quality(double value) => Fixed(value, 3);

    /// <summary>A share as percent, one decimal.</summary>
    public static string Share(double value) => double.IsFinite(value) ? $"{Fixed(100 * value, 1)} %" : Missing;

    /// <summary>USD with three significant digits.</summary>
    public static string Usd(double value)
    {
        if (!double.IsFinite(value))
        {
            return Missing;
        }

        var amount = Rounding.ToSignificant(Math.Abs(value), 3);
        var decimals = amount == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(amount)), 0, 12);
        return (value < 0 && amount > 0 ? "−$" : "$") + Fixed(amount, decimals);
    }

    /// <summary>A cost of one query as that of 1,000: single answers cost too little to be read.</summary>
    public static Estimate PerThousand(Estimate costUsd) => new(1000 * costUsd.Value, 1000 * costUsd.Low, 1000 * costUsd.High, costUsd.N);

    /// <summary>How values of a search's goal are written: money, bytes and multiplications in their units, all else as quality.</summary>
    /// <param name="goal">Its name in configurations, or its title.</param>
    public static Func<double, string> OfGoal(string goal) => goal switch
    {
        "cost" or "cost-at-quality" => Usd,
        "size" => bytes => Scaled(bytes, "B"),
        "operations" => operations => Scaled(operations, ""),
        _ => Quality,
    };

    /// <summary>The setting of an operating point: four significant digits; a threshold that nothing reaches is ∞.</summary>
    public static string Setting(double value) => double.IsPositiveInfinity(value)
        ? "∞"
        : double.IsFinite(value) ? Text(Rounding.ToSignificant(value, 4), "#,0.############") : Missing;

    public static string Count(int value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>The two ends of a 95 % interval.</summary>
    public static string Interval(Estimate estimate, Func<double, string> format) => $"[{format(estimate.Low)}, {format(estimate.High)}]";

    /// <summary>A number in a sentence, with all that belongs to it.</summary>
    public static string Whole(Estimate estimate, Func<double, string> format) =>
        $"{format(estimate.Value)} (95 % interval {format(estimate.Low)} to {format(estimate.High)}, n = {Count(estimate.N)})";

    // Three significant digits and thousands as k, M, G.
    private static string Scaled(double value, string unit)
    {
        if (!double.IsFinite(value))
        {
            return Missing;
        }

        value = Rounding.ToSignificant(value, 3);
        var thousands = value < 1000 ? 0 : Math.Min((int)Math.Log10(value) / 3, 3);
        var prefix = thousands == 0 ? "" : "kMG".Substring(thousands - 1, 1);
        return $"{Text(value / Math.Pow(1000, thousands), "0.##")} {prefix}{unit}".TrimEnd();
    }

    private static string Fixed(double value, int decimals) => double.IsFinite(value)
        ? Text(Math.Round(value, decimals, MidpointRounding.AwayFromZero), decimals == 0 ? "#,0" : "#,0." + new string('0', decimals))
        : Missing;

    // Adding 0 makes the negative zero that rounding may leave a plain one.
    private static string Text(double value, string format) =>
        (value + 0.0).ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
}
