namespace Trainer.Regression;

/// <summary>A number of each router that is computed anew on each resample, or why there is none.</summary>
internal sealed record ComparedStatistic
{
    /// <param name="rowWeights">How often each row counts.</param>
    /// <param name="isResample">Whether these are a bootstrap's.</param>
    public delegate (double Baseline, double Candidate) Pair(ReadOnlySpan<int> rowWeights, bool isResample);

    public Pair? Compute { get; init; }

    /// <summary>Why the question has no meaning here, to follow a colon; null where it has.</summary>
    public string? NotApplicable { get; init; }

    /// <summary>Why a value is missing; null where all are there.</summary>
    public string? Missing { get; init; }

    public static ComparedStatistic Inapplicable(string reason) => new() { NotApplicable = reason };
}
