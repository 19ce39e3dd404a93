using System.Text;
using System.Text.Json;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Learners;
using Trainer.Learners.Baselines;
using Trainer.Learners.Logistic;
using Trainer.Sweep;
using Trainer.Sweep.Space;
using Trainer.Sweep.Stopping;
using Trainer.Sweep.Studies;
using Trainer.Sweep.Tuning;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class StudyTests
{
    private const int Trials = 14;

    private static readonly RoutingProblem Problem = Tables.Problem(Tables.Random(70, 2, 6), isPair: true);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void Run_AnyNumberOfWorkers_GivesTheSameTrials(int workers)
    {
        using var folder = new TempFolder();
        var expected = Text(Run(folder["one"]).Trials);
        Assert.AreEqual(expected, Text(Run(folder["many"], workers: workers).Trials));
        Assert.AreEqual(Trials, expected.Count(letter => letter == '\n'));
        StringAssert.Contains(expected, "\"state\":\"stopped\"", "or nothing was tested of stopping");
    }

    [TestMethod]
    public void Run_ATrial_KnowsTheTrialsThatAreTheLagBeforeIt_AndNoOthers()
    {
        using var folder = new TempFolder();
        Listener? tuner = null;
        Run(folder["study"], tuner: space => tuner = new Listener(space), workers: 3);
        foreach (var (number, history) in tuner!.Asked)
        {
            Assert.HasCount(number, history);
            foreach (var earlier in history)
            {
                Assert.AreEqual(number - earlier.Number < 4, earlier.Outcome == TrialOutcome.Pending, $"{earlier.Number} seen by {number}");
            }
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, Trials).ToArray(), tuner.Asked.Select(asked => asked.Number).ToArray(), "each is asked for once");
    }

    [TestMethod]
    public void Run_MoreTrialsLater_RemembersTheFirstAndAddsTheRest()
    {
        using var folder = new TempFolder();
        var whole = Text(Run(folder["whole"]).Trials);
        Run(folder["parts"], trials: 3);
        var fits = new List<int>();
        var (trials, end) = Run(folder["parts"], onTrial: snapshot =>
        {
            if (snapshot.Latest is { } latest)
            {
                fits.Add(latest.Spec.Number);
            }
        });
        CollectionAssert.AreEquivalent(Enumerable.Range(3, Trials - 3).ToArray(), fits);
        Assert.AreEqual((whole, StudyEnd.Complete), (Text(trials), end));
        Assert.HasCount(3, Run(folder["parts"], trials: 3).Trials, "fewer later are those");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Run_InterruptedAgainAndAgain_EndsLikeAnUndisturbedOne(int workers)
    {
        using var folder = new TempFolder();
        var whole = Text(Run(folder["whole"]).Trials);
        var (rounds, trials) = (0, (IReadOnlyList<Trial>)[]);
        for (var end = StudyEnd.Interrupted; end == StudyEnd.Interrupted && rounds < 100; rounds++)
        {
            using var interrupt = new CancellationTokenSource();
            (trials, end) = Run(folder["parts"], workers: workers, interrupt: interrupt.Token, onTrial: snapshot =>
            {
                if (snapshot.Latest is not null)
                {
                    interrupt.Cancel(); // one more trial each time
                }
            });
            StringAssert.StartsWith(whole, Text(trials), "what is done is the beginning of the whole");
        }

        Assert.IsGreaterThan(3, rounds);
        Assert.AreEqual(whole, Text(trials));
    }

    [TestMethod]
    public void Run_Cancelled_ThrowsAndKeepsWhatIsDone()
    {
        using var folder = new TempFolder();
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Run(
            folder["study"], onTrial: snapshot => Cancel(snapshot.Finished.Count == 3, cancellation), cancellation: cancellation.Token));
        using var store = Open(folder["study"]);
        Assert.IsTrue(store.Finished().Count is >= 3 and < Trials);
    }

    [TestMethod]
    public void Run_TheTimeIsUp_EndsWithABeginningOfTheLongerStudy_AndAtLeastOneTrial()
    {
        using var folder = new TempFolder();
        var whole = Text(Run(folder["whole"]).Trials);
        var (trials, end) = Run(folder["over"], deadline: DateTimeOffset.UnixEpoch);
        Assert.AreEqual((1, StudyEnd.TimeUp), (trials.Count, end));
        StringAssert.StartsWith(whole, Text(trials));
    }

    [TestMethod]
    public void Run_SeveralStudiesOnOneStore_ShareTheTrialsAndDoNoneTwice()
    {
        using var folder = new TempFolder();
        var whole = Text(Run(folder["whole"]).Trials);
        var fits = new System.Collections.Concurrent.ConcurrentBag<int>();
        var found = new string[3];
        Parallel.For(0, 3, new ParallelOptions { MaxDegreeOfParallelism = 3 }, worker => found[worker] = Text(Run(
            folder["shared"], onFinish: fits.Add).Trials));
        foreach (var text in found)
        {
            Assert.AreEqual(whole, text);
        }

        CollectionAssert.AllItemsAreUnique(fits.ToArray(), "a trial was finished twice");
    }

    [TestMethod]
    public void Run_AConfigurationThatWasTried_CostsNothing()
    {
        using var folder = new TempFolder();
        var (trials, _) = Run(folder["study"], trials: 6, tuner: space => new Repeater(space), stopping: new NeverStop());
        Assert.IsNull(trials[0].SameAs);
        foreach (var trial in trials.Skip(1))
        {
            Assert.AreEqual((0, 0.0), (trial.SameAs, trial.Operations));
            Assert.AreEqual(trials[0].Objective, trial.Objective);
        }

        Assert.AreSame(trials[0], Study.Best(trials));
    }

    [TestMethod]
    public void Run_TrialThatCannotBeFitted_FailsAloneWithItsReason()
    {
        using var folder = new TempFolder();
        var rows = Enumerable.Range(0, 12);
        var distinct = Tables.Problem(
            Tables.Of(["a", "b"], [.. rows.Select(i => $"word{i}")], [.. rows.Select(i => new[] { i % 2, 1.0 })]), isPair: true);
        var (trials, _) = Run(folder["study"], problem: distinct, trials: 2, features: ["words"]);
        Assert.AreEqual(
            (TrialState.Failed, "no words occur in two training texts, so there is nothing to learn from"), (trials[0].State, trials[0].Reason));
        Assert.AreEqual((TrialState.Completed, 0.5), (trials[1].State, trials[1].Objective), "constant reads no features");
        Assert.AreSame(trials[1], Study.Best(trials));
    }

    [TestMethod]
    public void Run_ObjectiveUndefined_FailsWithTheReason()
    {
        using var folder = new TempFolder();
        var rows = Enumerable.Range(0, 12);
        var equal = Tables.Problem(Tables.Of(["a", "b"], [.. rows.Select(i => $"a word {i}")], [.. rows.Select(_ => new[] { 1.0, 1.0 })]), isPair: true);
        var (trials, _) = Run(folder["study"], problem: equal, trials: 3, stopping: new NeverStop());
        Assert.IsTrue(trials.All(trial => trial.State == TrialState.Failed));
        var fault = Assert.ThrowsExactly<UsageException>(() => Study.Best(trials));
        StringAssert.StartsWith(fault.Message, "no trial completed; the first failed because its objective is undefined");
    }

    [TestMethod]
    public void Run_MemoryOverTheCeiling_GivesUpTrialsWithThatReason()
    {
        using var folder = new TempFolder();
        var (trials, _) = Run(folder["study"], trials: 2, memoryMegabytes: 1);
        Assert.IsTrue(trials.All(trial => trial.Reason == "with it the process took more than 1 MiB"), Text(trials));
    }

    [TestMethod]
    public void Run_FaultOfAWorker_ArrivesAsItself()
    {
        using var folder = new TempFolder();
        Assert.ThrowsExactly<IOException>(() => Run(folder["study"], workers: 2, onTrial: snapshot =>
        {
            if (snapshot.Latest is not null)
            {
                throw new IOException("the disk is full");
            }
        }));
    }

    [TestMethod]
    public void Best_TiesGoToTheLowerNumber_AndLimitsComeFirst()
    {
        static Trial Of(int number, double objective, double violation = 0) => new(
            new TrialSpec(number, "", new LogisticLearner()),
            double.IsNaN(objective) ? TrialState.Failed : TrialState.Completed,
            objective,
            [],
            null) { Violation = violation };
        Assert.AreEqual(2, Study.Best([Of(0, double.NaN), Of(1, 0.4), Of(2, 0.5), Of(3, 0.5), Of(4, 0.9, violation: 0.1)]).Spec.Number);
        Assert.ThrowsExactly<UsageException>(() => Study.Best([]));
    }

    private static void Cancel(bool now, CancellationTokenSource source)
    {
        if (now)
        {
            source.Cancel();
        }
    }

    private static string Text(IReadOnlyList<Trial> trials)
    {
        var text = new StringBuilder();
        foreach (var trial in trials)
        {
            text.Append(JsonSerializer.Serialize(trial, BundleJson.Line)).Append('\n');
        }

        return text.ToString();
    }

    private static IStudyStore Open(string path) => StudyStores.Open(path + ".db", "study", "key", "", TimeProvider.System);

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Run_NothingNewIsProposedAgainAndAgain_EndsAndSaysSo(int workers)
    {
        using var folder = new TempFolder();
        var (trials, end) = Run(
            folder["study"], trials: 1000, workers: workers, tuner: space => new Repeater(space), stopping: new NeverStop());
        Assert.AreEqual((33, StudyEnd.Exhausted), (trials.Count, end), "the one that is new, and so many repetitions");
        (trials, end) = Run(folder["study"], trials: 20, tuner: space => new Repeater(space), stopping: new NeverStop());
        Assert.AreEqual((20, StudyEnd.Complete), (trials.Count, end));
    }

    private static (IReadOnlyList<Trial> Trials, StudyEnd End) Run(
        string path,
        RoutingProblem? problem = null,
        int trials = Trials,
        int workers = 1,
        string[]? features = null,
        Func<SearchSpace, ITuner>? tuner = null,
        IStoppingRule? stopping = null,
        DateTimeOffset? deadline = null,
        int memoryMegabytes = 0,
        Action<StudySnapshot>? onTrial = null,
        Action<int>? onFinish = null,
        CancellationToken interrupt = default,
        CancellationToken cancellation = default)
    {
        problem ??= Problem;
        var crossValidation = new CrossValidation(problem, Tables.Sources(problem), 3, 42);
        var objective = new Objective(problem, crossValidation.Folds, new ObjectiveOptions());
        LearnerFamily[] families = [LearnerFamily.Find("logistic")!, ConstantLearner.Family, LearnerFamily.Find("neighbours")!];
        var space = new SearchSpace(families, features ?? ["statistics", "words"], isPair: true);
        using var store = new CountingStore(Open(path), onFinish);
        var plan = new StudyPlan(
            space,
            tuner?.Invoke(space) ?? new RandomTuner(space, 42),
            stopping ?? new SuccessiveHalving(2, 1, new PairedTest(objective.Goals)),
            crossValidation,
            objective,
            42,
            Lag: 4);
        using var study = new Study(
            plan, new StudyLimits(trials, workers, deadline, memoryMegabytes), store, TimeProvider.System, onTrial ?? (_ => { }));
        return study.Run(interrupt, cancellation);
    }

    /// <summary>Remembers what it was shown.</summary>
    private sealed class Listener(SearchSpace space) : ITuner
    {
        public List<(int Number, IReadOnlyList<Observation> History)> Asked { get; } = [];

        public Proposal Propose(int number, IReadOnlyList<Observation> history)
        {
            Asked.Add((number, history));
            return new RandomTuner(space, 1).Propose(number, history);
        }
    }

    /// <summary>Has one idea.</summary>
    private sealed class Repeater(SearchSpace space) : ITuner
    {
        public Proposal Propose(int number, IReadOnlyList<Observation> history) => new(space.Start(0), "again");
    }

    /// <summary>Says which trials were written first through it.</summary>
    private sealed class CountingStore(IStudyStore store, Action<int>? onFinish) : IStudyStore
    {
        public int? Closed => store.Closed;

        public IReadOnlyList<Trial> Finished(int from = 0) => store.Finished(from);

        public float[]? Scores(int number) => store.Scores(number);

        public bool TryClaim(int number) => store.TryClaim(number);

        public bool Finish(Trial trial, float[]? scores)
        {
            var isFirst = store.Finish(trial, scores);
            if (isFirst && trial.SameAs is null)
            {
                onFinish?.Invoke(trial.Spec.Number);
            }

            return isFirst;
        }

        public void Release(int number) => store.Release(number);

        public void Close(int? trials) => store.Close(trials);

        public void Dispose() => store.Dispose();
    }
}
