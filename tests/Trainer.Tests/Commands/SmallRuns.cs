using Trainer.Features.Data;
using Trainer.Sweep.Studies;

namespace Trainer.Tests.Commands;

/// <summary>Runs and data that many tests read and none may change, made when first asked for.</summary>
[TestClass]
public sealed class SmallRuns
{
    /// <summary>A configuration that is done within a second or two.</summary>
    public const string Configuration =
        """
        name: small
        data: { sample: { queries: 400 } }
        sweep: { trials: 4, folds: 3, learners: [logistic, neighbours], features: [statistics, words] }
        features: words
        evaluation: { resamples: 100 }
        bundle: { goldenRows: 20 }
        """;

    /// <summary>A search long enough to be disturbed, of a second or two.</summary>
    public const string Search =
        """
        name: search
        data: { sample: { queries: 400 } }
        sweep: { trials: 40, folds: 3, learners: [logistic, neighbours, constant], features: [statistics, words, characters] }
        evaluation: { resamples: 100 }
        bundle: { goldenRows: 20 }
        """;

    /// <summary>Trials of <see cref="Search"/>.</summary>
    public const int SearchTrials = 40;

    private static readonly Lazy<TempFolder> Folder = new(() => new TempFolder());
    private static readonly Lazy<string> ConfigFile = new(() => Folder.Value.Write("small.yaml", Configuration));
    private static readonly Lazy<string> PoolRun = new(() => Run("sweep", "pool"));
    private static readonly Lazy<string> PairRun = new(() => TrainPair("logistic"));
    private static readonly Lazy<string> RandomRun = new(() => TrainPair("random"));
    private static readonly Lazy<string> FreshData = new(() =>
    {
        CommandLine.Run("sample", "--out", Folder.Value["fresh.jsonl.gz"], "--queries", "300", "--seed", "9").Succeeded();
        return Folder.Value["fresh.jsonl.gz"];
    });

    public static string Config => ConfigFile.Value;

    /// <summary>Folder of a sweep over four models.</summary>
    public static string Pool => PoolRun.Value;

    /// <summary>Folder of a logistic regression between the cheapest and the dearest model.</summary>
    public static string Pair => PairRun.Value;

    public static string PoolBundle => Path.Combine(Pool, "bundle");

    public static string PairBundle => Path.Combine(Pair, "bundle");

    /// <summary>The same two models behind a score that knows nothing.</summary>
    public static string RandomBundle => Path.Combine(RandomRun.Value, "bundle");

    /// <summary>Three hundred queries that no run has seen, with outcomes of all four models.</summary>
    public static string Fresh => FreshData.Value;

    /// <summary>How many trials the study of a run has; 0 where it has not begun or is just beginning.</summary>
    public static int Finished(string run)
    {
        try
        {
            return File.Exists(Path.Combine(run, SqliteFile.Name)) ? RunFiles.Study(run).Trials.Count : 0;
        }
        catch (DataFormatException)
        {
            return 0;
        }
    }

    [AssemblyCleanup]
    public static void RemoveFolder()
    {
        if (Folder.IsValueCreated)
        {
            Folder.Value.Dispose();
        }
    }

    private static string TrainPair(string learner) =>
        Run("train", learner, "--router", learner, "--set", "data.weak=nano;data.strong=large");

    private static string Run(string verb, string name, params string[] more)
    {
        var output = Folder.Value[name];
        CommandLine.Run([verb, Config, "--set", $"output={output}", .. more]).Succeeded();
        return output;
    }
}
