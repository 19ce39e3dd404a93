using Trainer.Features;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Contrastive;

/// <summary>
/// A term of the sample-LLM loss (Chen et al. 2024, arXiv:2409.19886): a model that did well on a query against models that did badly.
/// </summary>
/// <param name="Positive">One of the best models, of quality above 0.</param>
/// <param name="Negatives">
/// Those of the worst models that have quality at most 0.5 and less utility than the positive; at least one.
/// </param>
internal sealed record ModelContrast(int Positive, int[] Negatives)
{
    private const double GoodAbove = 0;
    private const double BadUpTo = 0.5;

    /// <summary>
    /// The terms of every query. Utility ranks the models, quality says who did well or badly; ties are broken by lot, and equals never
    /// stand against each other.
    /// </summary>
    public static ModelContrast[][] Of(TrainingSet data, int top, int last, ulong seed)
    {
        var (utility, quality) = (data.Utility, data.Quality);
        var ranked = Targets.TopAndLast(utility, top, last, new SeededRandom(seed, 0x7135));
        return [.. ranked.Select((models, row) => models.Top
            .Where(positive => quality[positive][row] > GoodAbove)
            .Select(positive => new ModelContrast(positive, [.. models.Last.Where(negative =>
                quality[negative][row] <= BadUpTo && utility[negative][row] < utility[positive][row])]))
            .Where(term => term.Negatives.Length > 0)
            .ToArray())];
    }

    /// <summary>Whether each model is in a term of any query.</summary>
    public static bool[] TakingPart(ModelContrast[][] contrasts, int models)
    {
        var takesPart = new bool[models];
        foreach (var model in contrasts.SelectMany(terms => terms).SelectMany(term => term.Negatives.Append(term.Positive)))
        {
            takesPart[model] = true;
        }

        return takesPart;
    }
}
