using Trainer.Training;
using Trainer.Training.Optimisation;

namespace Trainer.Tests.Training;

[TestClass]
public sealed class TrainingLoopTests
{
    private static readonly TrainingOptions Options = new(new LearningRate(0.02, RateDecline.Cosine, 3, 400), BatchSize: 16, Epochs: 30)
    {
        ClipNorm = 1,
    };

    private string _folder = "";

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("trainer-training").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Run_LearnableTask_GetsBetterThanChance()
    {
        using var task = new SmallTask();
        var outcome = Run(task, Options);
        Assert.AreEqual(TrainingEnd.Finished, outcome.End);
        Assert.AreEqual(30, outcome.Epochs);
        Assert.AreEqual(30 * 7, outcome.Steps);
        Assert.IsLessThan(0.55, outcome.BestScore);
        Assert.AreEqual(outcome.BestScore, task.Validate()!.Value, "the parameters must be those that validated best");
    }

    [TestMethod]
    public void Run_SameSeed_GivesTheSameBitsAndAnotherSeedOthers()
    {
        var runs = new ulong[] { 1, 1, 2 }.Select(seed =>
        {
            using var task = new SmallTask();
            Run(task, Options, seed);
            return Values(task);
        }).ToArray();
        CollectionAssert.AreEqual(runs[0], runs[1]);
        CollectionAssert.AreNotEqual(runs[0], runs[2]);
    }

    [TestMethod]
    [DataRow(5)] // in the first epoch: nothing validated yet
    [DataRow(94)]
    [DataRow(140)] // between two epochs
    public void Run_CutOffAndResumed_GivesTheBitsOfAnUndisturbedRun(int lastStep)
    {
        using var undisturbed = new SmallTask();
        var expected = Run(undisturbed, Options);

        var options = Options with { CheckpointPath = Path.Combine(_folder, "state"), CheckpointSteps = 5 };
        using (var cut = new SmallTask { BeforeStep = step => _ = step == lastStep ? throw new OperationCanceledException() : step })
        {
            Assert.ThrowsExactly<OperationCanceledException>(() => Run(cut, options));
        }

        using var resumed = new SmallTask();
        var outcome = Run(resumed, options, note: Assert.Fail);
        Assert.AreEqual(expected, outcome);
        Assert.AreEqual((int)expected.Steps - (lastStep / 5 * 5), resumed.StepsMade, "what was done must not be done again");
        CollectionAssert.AreEqual(Values(undisturbed), Values(resumed));
        Assert.IsEmpty(Directory.GetFiles(_folder), "a finished training leaves no checkpoint");
    }

    [TestMethod]
    [DataRow("cut", "cut off")]
    [DataRow("empty", "cut off")]
    [DataRow("flipped", "damaged")]
    [DataRow("other seed", "other settings")]
    public void Run_UnusableCheckpoint_StartsAnewAndSaysWhy(string damage, string sentence)
    {
        var path = Path.Combine(_folder, "state");
        var options = Options with { CheckpointPath = path, CheckpointSteps = 5 };
        using (var cut = new SmallTask { BeforeStep = step => _ = step == 50 ? throw new OperationCanceledException() : step })
        {
            Assert.ThrowsExactly<OperationCanceledException>(() => Run(cut, options, seed: damage == "other seed" ? 8u : 3u));
        }

        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= damage == "flipped" ? (byte)1 : (byte)0;
        File.WriteAllBytes(path, damage == "cut" ? bytes[..^9] : damage == "empty" ? [] : bytes);

        using var undisturbed = new SmallTask();
        Run(undisturbed, Options);
        using var anew = new SmallTask();
        var notes = new List<string>();
        Run(anew, options, note: notes.Add);
        StringAssert.Contains(notes.Single(), sentence);
        CollectionAssert.AreEqual(Values(undisturbed), Values(anew));
    }

    [TestMethod]
    public void Run_ScoresStopImproving_StopsAfterThePatienceWithTheBestParameters()
    {
        double[] scores = [5, 4, 3.95, 3.9, 3.94, 6, 7, 8];
        var states = new List<float[]>();
        using var task = new SmallTask();
        task.Scores = validation =>
        {
            states.Add(Values(task));
            return scores[validation];
        };
        var outcome = Run(task, Options with { Patience = 3, Tolerance = 0.2 });
        Assert.AreEqual(TrainingEnd.NoImprovement, outcome.End);
        Assert.AreEqual(5, outcome.Epochs, "5 and 4 are gains; 3.95, 3.9 and 3.94 are none by 0.2");
        Assert.AreEqual(3.9, outcome.BestScore);
        CollectionAssert.AreEqual(states[3], Values(task));
    }

    [TestMethod]
    public void Run_NothingHeldOut_KeepsTheLastParametersAndStopsOnTheLoss()
    {
        using var task = new SmallTask(64, 0);
        var outcome = Run(task, Options with { Patience = 2, Tolerance = 100, Epochs = 50 });
        Assert.AreEqual(TrainingEnd.NoImprovement, outcome.End);
        Assert.AreEqual(3, outcome.Epochs);
        Assert.AreEqual(12, task.StepsMade);
    }

    [TestMethod]
    public void Run_StepLimit_StopsInTheMiddleOfAnEpoch()
    {
        using var task = new SmallTask();
        var outcome = Run(task, Options with { MaxSteps = 17 });
        Assert.AreEqual(17, task.StepsMade);
        Assert.AreEqual(2, outcome.Epochs);
    }

    [TestMethod]
    public void Run_LossBecomesNaN_KeepsTheBestStateFromBefore()
    {
        using var task = new SmallTask();
        task.BeforeStep = step => task.Parameters["in"].Values[3] = step == 20 ? float.NaN : task.Parameters["in"].Values[3];
        var outcome = Run(task, Options);
        Assert.AreEqual(TrainingEnd.Diverged, outcome.End);
        Assert.AreEqual(2, outcome.Epochs);
        Assert.IsTrue(task.Parameters.AreFinite());
        Assert.AreEqual(outcome.BestScore, task.Validate()!.Value);
    }

    [TestMethod]
    public void Run_LossIsNaNFromTheStart_SaysWhatToDo()
    {
        using var task = new SmallTask();
        task.Parameters["in"].Values[3] = float.PositiveInfinity;
        var refused = Assert.ThrowsExactly<UsageException>(() => Run(task, Options));
        StringAssert.Contains(refused.Message, "learning rate of 0.02; take a lower one");
    }

    [TestMethod]
    public void Run_Cancelled_StopsBeforeTheNextStep()
    {
        using var cancelled = new CancellationTokenSource();
        using var task = new SmallTask { BeforeStep = step => _ = step == 9 ? Cancel(cancelled) : step };
        Assert.ThrowsExactly<OperationCanceledException>(
            () => TrainingLoop.Run(task, new Adam(task.Parameters), Options, 3, cancelled.Token));
        Assert.AreEqual(10, task.StepsMade);
    }

    [TestMethod]
    public void Order_OfAnEpoch_HasEveryExampleOnce()
    {
        using var task = new SmallTask();
        var seen = new List<int>();
        var order = new Recorded(task, seen);
        TrainingLoop.Run(order, new Adam(task.Parameters), Options with { Epochs = 2 }, 3, default);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), seen[..100]);
        CollectionAssert.AreEquivalent(seen[..100], seen[100..]);
        CollectionAssert.AreNotEqual(seen[..100], seen[100..]);
    }

    private static int Cancel(CancellationTokenSource source)
    {
        source.Cancel();
        return 0;
    }

    private static TrainingOutcome Run(SmallTask task, TrainingOptions options, ulong seed = 3, Action<string>? note = null) =>
        TrainingLoop.Run(task, new Adam(task.Parameters, l2: 1e-3), options, seed, default, note);

    private static float[] Values(SmallTask task) => [.. task.Parameters.SelectMany(parameter => parameter.Values)];

    private sealed class Recorded(SmallTask task, List<int> seen) : ITrainingTask
    {
        public ParameterSet Parameters => task.Parameters;

        public int Count => task.Count;

        public double Step(ReadOnlySpan<int> rows, ulong key)
        {
            seen.AddRange(rows);
            return task.Step(rows, key);
        }

        public double? Validate() => task.Validate();
    }
}
