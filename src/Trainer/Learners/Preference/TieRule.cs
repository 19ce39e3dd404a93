namespace Trainer.Learners.Preference;

/// <summary>What a tie says of two models' strengths.</summary>
internal enum TieRule
{
    /// <summary>Half a win of each, as RouteLLM counts it. Simple; intervals come out a little too wide where ties are many.</summary>
    HalfWins,

    /// <summary>
    /// An outcome of its own, P(tie) ∝ ν √(π_a π_b) beside π_a and π_b for the wins, with ν estimated from the data
    /// (Davidson 1970, JASA 65).
    /// </summary>
    Davidson,
}
