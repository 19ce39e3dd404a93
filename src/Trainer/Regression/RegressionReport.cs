using Trainer.Regression.Slices;

namespace Trainer.Regression;

/// <summary>
/// The comparison of two routers, from which every other format is written, so that formats cannot disagree.
/// docs/schemas/regression-report.schema.json describes it as JSON.
/// </summary>
internal sealed record RegressionReport
{
    /// <summary>Major.minor: a higher minor adds properties, a higher major changes them.</summary>
    public const string CurrentSchemaVersion = "1.0";

    public string SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The worst of the checks that decide; improved if nothing is worse and something is better.</summary>
    public required CheckVerdict Verdict { get; init; }

    /// <summary>Whether the gate lets the candidate through: whether every check does.</summary>
    public required bool Passed { get; init; }

    /// <summary>Whether the gate counts what the data cannot decide as a failure.</summary>
    public required bool InconclusiveFails { get; init; }

    /// <summary>Null where routers without bundles were compared.</summary>
    public BundleIdentity? Baseline { get; init; }

    public BundleIdentity? Candidate { get; init; }

    /// <summary>SHA-256 of the data: ids, prompts and outcomes of all models, in any order of the rows.</summary>
    public string? DataHash { get; init; }

    /// <summary>What makes the comparison doubtful, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Queries compared.</summary>
    public required int Queries { get; init; }

    /// <summary>Independent groups of them.</summary>
    public required int Clusters { get; init; }

    /// <summary>Each with its evidence, those that decide first.</summary>
    public required IReadOnlyList<RegressionCheck> Checks { get; init; }

    /// <summary>Every domain of the data, for looking around.</summary>
    public IReadOnlyList<DomainDifference> Domains { get; init; } = [];

    /// <summary>Slices that nobody declared; null where they were not looked for.</summary>
    public WeakSlices? WeakSlices { get; init; }

    /// <summary>Every changed decision, the greatest loss of quality first, then the greatest rise of cost.</summary>
    public required IReadOnlyList<Flip> Flips { get; init; }

    /// <summary>The report with more checks: one verdict over all.</summary>
    public RegressionReport With(IReadOnlyList<RegressionCheck> more)
    {
        RegressionCheck[] all = [.. Checks, .. more];
        RegressionCheck[] ordered = [.. all.Where(check => check.Require is not null), .. all.Where(check => check.Require is null)];
        return this with
        {
            Checks = ordered,
            Verdict = CheckVerdicts.Overall([.. ordered.Where(check => check.Require is not null).Select(check => check.Verdict)]),
            Passed = ordered.All(check => check.Passed)
                && ordered.Any(check => check is { Require: not null, Verdict: not CheckVerdict.NotApplicable }),
        };
    }
}
