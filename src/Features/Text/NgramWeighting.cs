namespace Trainer.Features.Text;

/// <summary>How the n-grams of a text become numbers.</summary>
/// <param name="MinLength">Fewest symbols in an n-gram, at least 1.</param>
/// <param name="MaxLength">Most symbols in an n-gram, at most 5.</param>
/// <param name="MaxTerms">The vocabulary's size: the n-grams that occur in the most training texts are kept.</param>
/// <param name="MinDocuments">Training texts that an n-gram must occur in.</param>
/// <param name="Sublinear">Whether a count c weighs log(1 + c) in place of c.</param>
public sealed record NgramWeighting(int MinLength, int MaxLength, int MaxTerms, int MinDocuments = 2, bool Sublinear = true)
{
    /// <summary>The record itself if its values make sense.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public NgramWeighting Validated()
    {
        if (MinLength < 1 || MaxLength < MinLength || MaxLength > 5)
        {
            throw new ArgumentException($"n-gram lengths are {MinLength} to {MaxLength}; allowed is 1 <= minLength <= maxLength <= 5");
        }

        return MaxTerms >= 1 && MinDocuments >= 1
            ? this
            : throw new ArgumentException($"maxTerms is {MaxTerms} and minDocuments {MinDocuments}; both must be at least 1");
    }
}
