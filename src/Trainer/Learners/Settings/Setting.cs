namespace Trainer.Learners.Settings;

/// <summary>A setting of a learner that a search may change.</summary>
/// <param name="Name">The property's name as it stands in configurations, such as <c>maxDepth</c>.</param>
/// <param name="Domain">What it may be.</param>
internal sealed record Setting(string Name, Domain Domain)
{
    /// <summary>Whether it means something for pairs only; for a pool it stays as the default has it.</summary>
    public bool ForPairsOnly { get; init; }

    /// <summary>A number from one end to the other.</summary>
    public static Setting Real(string name, double low, double high, int digits = 3) => new(name, new RealDomain(low, high, false, digits));

    /// <summary>A number whose ratios count.</summary>
    public static Setting Log(string name, double low, double high, int digits = 3) => new(name, new RealDomain(low, high, true, digits));

    /// <summary>A whole number from one end to the other.</summary>
    public static Setting Integer(string name, int low, int high) => new(name, new IntegerDomain(low, high));

    /// <summary>A whole number whose ratios count.</summary>
    public static Setting LogInteger(string name, int low, int high) => new(name, new IntegerDomain(low, high, true));

    /// <summary>One of several values.</summary>
    public static Setting Choice<T>(string name, params T[] values) => new(name, ChoiceDomain.Of(values));

    /// <summary>One of several values, for pairs only.</summary>
    public static Setting PairChoice<T>(string name, params T[] values) => new(name, ChoiceDomain.Of(values)) { ForPairsOnly = true };
}
