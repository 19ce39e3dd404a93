namespace Trainer.Sweep.Studies;

/// <summary>Two studies beside each other. Differences are the second less the first, NaN where one of them has nothing.</summary>
/// <param name="Best">The best completed trial of each.</param>
/// <param name="Learners">The best completed trial of every learner that either tried, by name.</param>
/// <param name="States">Number of trials in every state.</param>
/// <param name="IsSameKey">Whether both have the same data, split, space and seed; otherwise objectives may mean different things.</param>
internal sealed record StudyComparison(
    ComparedBest Best, IReadOnlyList<ComparedBest> Learners, IReadOnlyList<ComparedCount> States, bool IsSameKey)
{
    /// <summary>Compares.</summary>
    public static StudyComparison Of(StoredStudy first, StoredStudy second)
    {
        var (a, b) = (BestByLearner(first), BestByLearner(second));
        return new StudyComparison(
            new ComparedBest("best", Objective(first.Best), Objective(second.Best)),
            [
                .. a.Keys.Union(b.Keys).Order(StringComparer.Ordinal)
                    .Select(name => new ComparedBest(name, Objective(a.GetValueOrDefault(name)), Objective(b.GetValueOrDefault(name)))),
            ],
            [
                .. Enum.GetValues<TrialState>().Select(state => new ComparedCount(
                    state, first.Trials.Count(trial => trial.State == state), second.Trials.Count(trial => trial.State == state))),
            ],
            first.Key == second.Key);
    }

    private static Dictionary<string, Trial> BestByLearner(StoredStudy study) => study.BestFirst
        .Where(trial => trial.State == TrialState.Completed)
        .DistinctBy(trial => TrialReports.Describe(trial.Spec.Learner).Name)
        .ToDictionary(trial => TrialReports.Describe(trial.Spec.Learner).Name, StringComparer.Ordinal);

    private static double Objective(Trial? trial) => trial?.Objective ?? double.NaN;
}

/// <summary>Two objectives.</summary>
/// <param name="Name">Of what.</param>
/// <param name="First">The first study's.</param>
/// <param name="Second">The second's.</param>
internal sealed record ComparedBest(string Name, double First, double Second)
{
    /// <summary>The second less the first.</summary>
    public double Difference => Second - First;
}

/// <summary>Two numbers of trials.</summary>
/// <param name="State">The state that they are in.</param>
/// <param name="First">The first study's.</param>
/// <param name="Second">The second's.</param>
internal sealed record ComparedCount(TrialState State, int First, int Second);
