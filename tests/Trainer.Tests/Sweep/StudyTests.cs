using Trainer.Configuration;
using Trainer.Learners.Logistic;
using Trainer.Sweep;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class StudyTests
{
    private static readonly TrainerOptions Options = new()
    {
        Sweep = new SweepOptions
        {
            Trials = 8,
            Folds = 3,
            Workers = 1,
            Learners = ["logistic", "neighbours", "constant"],
            Features = ["statistics", "words"],
        },
    };

    private static readonly RoutingProblem Problem = Tables.Problem(Tables.Random(70, 2, 6), isPair: true);

    [TestMethod]
    public void Run_OneOrManyWorkers_GivesTheSameTrialsAndTheSameJournal()
    {
        using var folder = new TempFolder();
        foreach (var workers in new[] { 1, 2, 5 })
        {
            Run(folder[$"{workers}"], Options with { Sweep = Options.Sweep with { Workers = workers } });
        }

        CollectionAssert.AreEqual(File.ReadAllBytes(folder["1"]), File.ReadAllBytes(folder["2"]));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["1"]), File.ReadAllBytes(folder["5"]));
        Assert.HasCount(9, File.ReadAllLines(folder["1"]));
    }

    [TestMethod]
    public void Run_MoreTrialsLater_RemembersTheFirstAndAddsTheRest()
    {
        using var folder = new TempFolder();
        Run(folder["whole"], Options);
        Run(folder["parts"], Options with { Sweep = Options.Sweep with { Trials = 3 } });

        // A finished trial is believed, not repeated: what the journal says of it survives.
        const string Second = "\"number\":1,\"features\":";
        var journal = File.ReadAllText(folder["parts"]);
        File.WriteAllText(folder["parts"], journal.Replace($"{Second}\"words\"", $"{Second}\"marked\"", StringComparison.Ordinal));
        var heard = new List<int>();
        var trials = Run(folder["parts"], Options, onTrial: trial => heard.Add(trial.Spec.Number));
        CollectionAssert.AreEqual(Enumerable.Range(0, 8).ToArray(), heard, "the remembered ones first");
        Assert.AreEqual("marked", trials[1].Spec.Features);
        Assert.AreEqual(
            File.ReadAllText(folder["whole"]), File.ReadAllText(folder["parts"]).Replace("marked", "words", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Run_FewerTrialsLater_UsesThoseAndKeepsTheOthers()
    {
        using var folder = new TempFolder();
        Run(folder["journal"], Options);
        var before = File.ReadAllText(folder["journal"]);
        Assert.HasCount(3, Run(folder["journal"], Options with { Sweep = Options.Sweep with { Trials = 3 } }));
        Assert.AreEqual(before, File.ReadAllText(folder["journal"]));
    }

    [TestMethod]
    public void Run_TrialThatCannotBeFitted_FailsAloneWithItsReason()
    {
        using var folder = new TempFolder();
        var distinct = Problem12(i => $"word{i}", i => [i % 2, 1.0]);
        var trials = Run(
            folder["journal"], Options with { Sweep = Options.Sweep with { Trials = 3, Folds = 2, Features = ["words"] } }, distinct);
        Assert.AreEqual(TrialState.Failed, trials[0].State);
        Assert.AreEqual("no words occur in two training texts, so there is nothing to learn from", trials[0].Reason);
        Assert.AreEqual(TrialState.Failed, trials[1].State);
        Assert.AreEqual(TrialState.Completed, trials[2].State, "constant reads no features");
        Assert.AreEqual(0.5, trials[2].Objective, 1e-12);
        Assert.AreSame(trials[2], Study.Best(trials));
    }

    [TestMethod]
    public void Run_ObjectiveUndefined_FailsWithTheReason()
    {
        using var folder = new TempFolder();
        var equal = Problem12(i => $"a word {i}", _ => [1.0, 1.0]);
        var trials = Run(folder["journal"], Options with { Sweep = Options.Sweep with { Trials = 3, Folds = 2 } }, equal);
        Assert.IsTrue(trials.All(trial => trial.State == TrialState.Failed));
        StringAssert.StartsWith(trials[2].Reason, "its objective is undefined");
        var fault = Assert.ThrowsExactly<UsageException>(() => Study.Best(trials));
        StringAssert.StartsWith(fault.Message, "no trial completed; the first failed because its objective is undefined");
    }

    [TestMethod]
    [DataRow(1, 3.0, 2)]
    [DataRow(1, 6.0, 5)]
    [DataRow(1, 100.0, 8)]
    [DataRow(1000, 3.0, 1)]
    public void Run_SecondsLimit_StartsNoTrialAfterIt(int secondsPerReading, double limit, int expected)
    {
        // The clock is read once before the first trial and then before every one; at least one trial is made.
        using var folder = new TempFolder();
        var options = Options with { Sweep = Options.Sweep with { Seconds = limit } };
        var trials = Run(folder["journal"], options, clock: new SteppingClock(secondsPerReading));
        CollectionAssert.AreEqual(Enumerable.Range(0, expected).ToArray(), trials.Select(trial => trial.Spec.Number).ToArray());
        Assert.HasCount(expected + 1, File.ReadAllLines(folder["journal"]));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Run_Cancelled_KeepsWhatIsDoneAndGoesOnFromThere(int workers)
    {
        using var folder = new TempFolder();
        Run(folder["whole"], Options);
        var options = Options with { Sweep = Options.Sweep with { Workers = workers } };
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Run(folder["parts"], options, cancelAt: (3, cancellation)));
        var done = File.ReadAllLines(folder["parts"]).Length - 1;
        Assert.IsTrue(done is >= 3 and < 8, $"{done} trials done");
        Run(folder["parts"], options);
        Assert.AreEqual(File.ReadAllText(folder["whole"]), File.ReadAllText(folder["parts"]));
    }

    [TestMethod]
    public void Run_FaultOfAWorker_ArrivesAsItself()
    {
        using var folder = new TempFolder();
        var options = Options with { Sweep = Options.Sweep with { Workers = 2 } };
        Assert.ThrowsExactly<IOException>(() => Run(folder["journal"], options, onTrial: _ => throw new IOException("the disk is full")));
    }

    [TestMethod]
    public void Best_Ties_GoToTheLowerNumber()
    {
        static Trial Of(int number, double objective) => new(
            new TrialSpec(number, "", new LogisticLearner()),
            double.IsNaN(objective) ? TrialState.Failed : TrialState.Completed,
            objective,
            [],
            null);
        Assert.AreEqual(2, Study.Best([Of(0, double.NaN), Of(1, 0.4), Of(2, 0.5), Of(3, 0.5), Of(4, 0.1)]).Spec.Number);
        Assert.ThrowsExactly<UsageException>(() => Study.Best([]));
    }

    private static RoutingProblem Problem12(Func<int, string> prompt, Func<int, double[]> quality)
    {
        var rows = Enumerable.Range(0, 12);
        return Tables.Problem(Tables.Of(["a", "b"], [.. rows.Select(prompt)], [.. rows.Select(quality)]), isPair: true);
    }

    private static IReadOnlyList<Trial> Run(
        string path,
        TrainerOptions options,
        RoutingProblem? problem = null,
        TimeProvider? clock = null,
        Action<Trial>? onTrial = null,
        (int Trials, CancellationTokenSource Source)? cancelAt = null)
    {
        var crossValidation = new CrossValidation(problem ?? Problem, Tables.Sources(problem ?? Problem), options.Sweep.Folds, options.Seed);
        var objective = new Objective(problem ?? Problem, crossValidation.Folds, options.Objective);
        using var journal = TrialJournal.Open(path, "key");
        var done = 0;
        return new Study(crossValidation, objective, options, isPair: true, journal, clock ?? TimeProvider.System).Run(
            trial =>
            {
                onTrial?.Invoke(trial);
                if (Interlocked.Increment(ref done) == cancelAt?.Trials)
                {
                    cancelAt.Value.Source.Cancel();
                }
            },
            cancelAt?.Source.Token ?? CancellationToken.None);
    }
}
