using Trainer.Export;

namespace Trainer.Reporting.Tables;

/// <summary>One cell of a table.</summary>
/// <param name="Text">What it says.</param>
internal sealed record Cell(string Text)
{
    /// <summary>Said more quietly behind the text: an interval, a remark.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What the column is sorted by where it is not the text.</summary>
    public double? SortBy { get; init; }

    /// <summary>Drawn beside the text where there is something to draw on.</summary>
    public Estimate? Bar { get; init; }

    /// <summary>Parts of a whole, drawn as one bar.</summary>
    public IReadOnlyList<double> Parts { get; init; } = [];

    public static Cell Of(Estimate estimate, Func<double, string> format) =>
        new(format(estimate.Value)) { Detail = Numbers.Interval(estimate, format), SortBy = estimate.Value };

    public static Cell Of(double value, Func<double, string> format) => new(format(value)) { SortBy = value };

    public static Cell Of(int count) => new(Numbers.Count(count)) { SortBy = count };
}
