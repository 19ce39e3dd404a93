using System.Globalization;
using System.Text.RegularExpressions;
using Trainer.Configuration;

namespace Trainer.Sweep.Goals;

/// <summary>Something that a search makes as large or as small as it can, or that a router must keep within a limit.</summary>
/// <param name="Name">Its name in configurations.</param>
/// <param name="IsMaximised">Whether more is better.</param>
internal abstract partial record Goal(string Name, bool IsMaximised)
{
    /// <summary>Names that are allowed, with what they mean.</summary>
    public static readonly IReadOnlyList<(string Name, string Meaning)> Known =
    [
        ("apgr", "pair: average share of the quality gap recovered, over all shares of strong calls"),
        ("cpt50", "pair: share of strong calls that recovers 50 % of the quality gap; any whole number from 1 to 99"),
        ("utility", "mean quality - costWeight · (cost / mean cost of the dearest model) of the chosen models"),
        ("quality", "mean quality of the models that the utility's rule chooses"),
        ("cost", "mean cost in USD of the models that the utility's rule chooses"),
        ("regret", "mean utility of the best choice in hindsight, less that of the choice made"),
        ("quality-at-cost", "best quality at a mean cost of at most 'budget' times the dearest model's"),
        ("cost-at-quality", "least mean cost in USD at a quality of at least 'floor' times the best single model's"),
        ("aiq", "mean height of the cost-quality curve over the hull of single models"),
        ("size", "bytes of the exported graph"),
        ("operations", "multiplications per decision, which stand for its latency: measured time is not the same twice"),
    ];

    /// <summary>What it is for a sign: 1 if more is better, else -1.</summary>
    public int Sign => IsMaximised ? 1 : -1;

    /// <summary>The goal of a name.</summary>
    /// <param name="name">One of <see cref="Known"/>.</param>
    /// <param name="options">Where a goal's level comes from.</param>
    /// <exception cref="UsageException">There is none of this name.</exception>
    public static Goal Parse(string name, ObjectiveOptions options) => name switch
    {
        "apgr" => new ApgrGoal(),
        _ when CallPerformance().Match(name) is { Success: true } match =>
            new CptGoal(name, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) / 100.0),
        "utility" => new DecisionGoal(name, true, NeedsCosts: false, (fold, row) => fold.Utility(fold.Chosen[row], row)),
        "quality" => new DecisionGoal(name, true, NeedsCosts: false, (fold, row) => fold.Outcomes.Quality[fold.Chosen[row]][row]),
        "cost" => new DecisionGoal(name, false, NeedsCosts: true, (fold, row) => fold.Outcomes.CostUsd![fold.Chosen[row]][row]),
        "regret" => new DecisionGoal(name, false, NeedsCosts: false, (fold, row) => fold.Regret(row)),
        "quality-at-cost" => new QualityAtCostGoal(options.Budget),
        "cost-at-quality" => new CostAtQualityGoal(options.Floor),
        "aiq" => new AreaGoal(),
        "size" or "operations" => new ResourceGoal(name),
        _ => throw new UsageException(
            $"there is no goal '{name}'; {NearestName.Hint(name, Known.Select(known => known.Name))}"),
    };

    [GeneratedRegex("^cpt([1-9][0-9]?)$")]
    private static partial Regex CallPerformance();
}
