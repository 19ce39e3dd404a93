using System.Globalization;

namespace Trainer.Calibration.OperatingPoints;

/// <summary>What a user wants of an operating point: one of these, the rest null.</summary>
internal sealed record Wish
{
    private const double UsualLatencyShare = 0.95;

    /// <summary>Share of queries to the strong model, 0 to 1; pairs only. The nearest that can be had.</summary>
    public double? StrongShare { get; init; }

    /// <summary>Largest mean cost as a share of the dearest model's mean cost, 0 to 1.</summary>
    public double? CostShare { get; init; }

    /// <summary>Largest mean cost of a query in USD.</summary>
    public double? Budget { get; init; }

    /// <summary>Least mean quality, 0 to 1.</summary>
    public double? Quality { get; init; }

    /// <summary>Least mean quality as a share of the strong model's, of a pool's best single model's; 0 to 1.</summary>
    public double? QualityOfStrong { get; init; }

    /// <summary>Least performance gap recovered, 0 to 1; pairs only.</summary>
    public double? Pgr { get; init; }

    /// <summary>Seconds within which the chosen model is to answer a share of the queries.</summary>
    public double? Latency { get; init; }

    /// <summary>That share, 0 to 1; 0.95 where it is not said.</summary>
    public double? LatencyShare { get; init; }

    /// <summary>Quality that one USD is worth: the best mean quality − this · mean cost.</summary>
    public double? Objective { get; init; }

    /// <summary>Whether unknown costs leave the wish without an answer.</summary>
    public bool AsksForCosts() => (CostShare ?? Budget ?? Objective) is not null;

    /// <summary>The share that goes with <see cref="Latency"/>.</summary>
    public double InTime() => LatencyShare ?? UsualLatencyShare;

    /// <summary>What is wrong with the wish, or null.</summary>
    public string? Fault()
    {
        double?[] kinds = [StrongShare, CostShare, Budget, Quality, QualityOfStrong, Pgr, Latency, Objective];
        if (kinds.Count(kind => kind is not null) != 1)
        {
            return "names " + (kinds.Any(kind => kind is not null) ? "several wishes" : "no wish") + "; allowed is one of strongShare, " +
                "costShare, budget, quality, qualityOfStrong, pgr, latency (with latencyShare) and objective";
        }

        double?[] shares = [StrongShare, CostShare, Quality, QualityOfStrong, Pgr, LatencyShare];
        double?[] amounts = [Budget, Latency, Objective];
        return shares.Any(share => share is not (null or (>= 0 and <= 1))) ? "has a share or a quality outside 0 to 1"
            : amounts.Any(amount => amount is not (null or (>= 0 and < double.PositiveInfinity))) ? "has an amount below 0"
            : LatencyShare is not null && Latency is null ? "has a latencyShare without a latency"
            : null;
    }

    /// <summary>A name made from the wish.</summary>
    public string DefaultName() => this switch
    {
        { StrongShare: { } share } => Text($"strong-{100 * share:0.##}"),
        { CostShare: { } share } => Text($"cost-{100 * share:0.##}"),
        { Budget: { } usd } => Text($"budget-{usd:0.########}"),
        { Quality: { } quality } => Text($"quality-{100 * quality:0.##}"),
        { QualityOfStrong: { } share } => Text($"quality-of-strong-{100 * share:0.##}"),
        { Pgr: { } pgr } => Text($"pgr-{100 * pgr:0.##}"),
        { Latency: { } seconds } => Text($"latency-{seconds:0.####}"),
        _ => Text($"objective-{Objective:0.####}"),
    };

    /// <summary>The wish in words, for the bundle.</summary>
    public string Words(bool isPair) => this switch
    {
        { StrongShare: { } share } => Text($"{share:0.##%} of queries to the strong model"),
        { CostShare: { } share } => Text($"at most {share:0.##%} of the dearest model's mean cost"),
        { Budget: { } usd } => Text($"at most {usd:0.########} USD per query"),
        { Quality: { } quality } => Text($"a mean quality of at least {quality:0.####}"),
        { QualityOfStrong: { } share } =>
            Text($"at least {share:0.##%} of the {(isPair ? "strong" : "best single")} model's mean quality"),
        { Pgr: { } pgr } => Text($"at least {pgr:0.##%} of the gap between the weak and the strong model"),
        { Latency: { } seconds } => Text($"an answer within {seconds:0.####} s for at least {InTime():0.##%} of queries"),
        _ => Text($"the best quality − {Objective:0.####} per USD"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
