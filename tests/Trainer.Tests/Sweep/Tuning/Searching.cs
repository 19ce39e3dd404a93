using Trainer.Learners.Baselines;
using Trainer.Learners.Logistic;
using Trainer.Learners.Settings;
using Trainer.Learners.Svm;
using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning;

namespace Trainer.Tests.Sweep.Tuning;

/// <summary>Spaces and searches over made-up functions.</summary>
internal static class Searching
{
    /// <summary>A space of one learner with these settings.</summary>
    public static SearchSpace Of(params Setting[] settings) =>
        new([LogisticLearner.Family with { Space = settings }], ["words"], isPair: true);

    /// <summary>Three learners, one without settings or features, and every kind of domain.</summary>
    public static SearchSpace Mixed() => new(
        [
            LogisticLearner.Family with
            {
                Space = [Setting.Log("c", 0.01, 30), Setting.Choice("balanced", false, true), Setting.Integer("whole", 1, 5)],
            },
            ConstantLearner.Family,
            SvmLearner.Family with { Space = [Setting.LogInteger("k", 1, 400), Setting.Real("share", 0, 1)] },
        ],
        ["words", "encoder", "statistics"],
        isPair: true);

    /// <summary>Runs a search; each proposal is made without the results of the latest trials.</summary>
    /// <param name="tuner">Of each number the tuner to ask.</param>
    /// <param name="count">Trials.</param>
    /// <param name="lag">How many are pending.</param>
    /// <param name="value">Of a point its values, or null if it fails.</param>
    /// <param name="cost">Of a point its cost.</param>
    public static List<Observation> Run(
        Func<int, ITuner> tuner, int count, int lag, Func<SearchPoint, double[]?> value, Func<SearchPoint, double>? cost = null)
    {
        var history = new List<Observation>();
        for (var number = 0; number < count; number++)
        {
            var proposal = tuner(number).Propose(number, history);
            history.Add(new Observation(number, proposal, TrialOutcome.Pending, [], cost?.Invoke(proposal.Point) ?? 1));
            if (number >= lag)
            {
                history[number - lag] = Finish(history[number - lag], value);
            }
        }

        return [.. history.Select(trial => Finish(trial, value))];
    }

    /// <summary>The unit place of a dimension.</summary>
    public static double Place(SearchSpace space, SearchPoint point, int dimension) =>
        space.Dimensions[dimension].Domain.ToUnit(point[dimension]);

    /// <summary>A smooth function of a point's existing dimensions, different for each learner.</summary>
    public static double[]? Bowl(SearchSpace space, SearchPoint point) =>
    [
        -point[0] - Enumerable.Range(1, point.Count - 1)
            .Where(place => point.Has(place) && space.Dimensions[place].Domain.Count != 1)
            .Sum(place => Math.Pow(Place(space, point, place) - 0.7, 2)),
    ];

    private static Observation Finish(Observation trial, Func<SearchPoint, double[]?> value) => value(trial.Proposal.Point) is { } values
        ? trial with { Outcome = TrialOutcome.Completed, Values = values }
        : trial with { Outcome = TrialOutcome.Failed };
}
