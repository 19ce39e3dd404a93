using Trainer.Learners;
using Trainer.Sweep.Space;

namespace Trainer.Sweep.Tuning;

/// <summary>
/// Tries what does well elsewhere before it searches (zero-shot portfolios: Feurer et al. 2022, JMLR 23; Salinas and Erickson 2023,
/// arXiv 2311.02971): first the portfolio's configurations that the space has, then the cheap start of every learner that was not among
/// them, then whatever the other tuner proposes.
/// </summary>
internal sealed class PortfolioFirst : ITuner
{
    private readonly Proposal[] _first;
    private readonly ITuner _then;

    /// <param name="space">What may be tried.</param>
    /// <param name="portfolio">Feature sets and learners, in the order in which they are tried.</param>
    /// <param name="then">Proposes everything after them; it sees them in the history.</param>
    public PortfolioFirst(SearchSpace space, IEnumerable<(string Features, ILearner Learner)> portfolio, ITuner then)
    {
        _then = then;
        SearchPoint[] known = [.. portfolio.Select(entry => space.Find(entry.Features, entry.Learner)).OfType<SearchPoint>().Distinct()];
        var tried = known.Select(point => (int)point[SearchSpace.Learner]).ToHashSet();
        _first =
        [
            .. known.Select(point => new Proposal(point, "portfolio")),
            .. Enumerable.Range(0, space.Learners).Where(learner => !tried.Contains(learner))
                .Select(learner => new Proposal(space.Start(learner), "start")),
        ];
    }

    /// <summary>How many trials it decides itself.</summary>
    public int Count => _first.Length;

    public Proposal Propose(int number, IReadOnlyList<Observation> history) =>
        number < _first.Length ? _first[number] : _then.Propose(number, history);
}
