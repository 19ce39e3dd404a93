using System.Diagnostics;
using System.Globalization;
using Trainer.Features;

namespace Trainer.Tests.Commands;

/// <summary>
/// A search that is killed at random instants, again and again, ends in the bytes of one that was left alone. Six kills, or as many as the
/// variable TRAINER_TEST_KILLS says: a hundred take a few minutes.
/// </summary>
[TestClass]
public sealed class KilledSweepTests
{
    private const ulong Seed = 5;
    private static readonly int[] Workers = [2, 1, 4];

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void Sweep_KilledAtRandomInstants_EndsInTheSameBytes()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("TRAINER_TEST_KILLS") ?? "6", CultureInfo.InvariantCulture);
        using var folder = new TempFolder();
        folder.Write("search.yaml", SmallRuns.Search);
        var watch = Stopwatch.StartNew();
        TrainerProcess.Run(folder.Path, Args("whole", 1)).Succeeded();
        var undisturbed = watch.Elapsed;

        var random = new SeededRandom(Seed);
        var (left, starts, inTheSearch) = (kills, 0, 0);
        for (var round = 0; left > 0; round++)
        {
            var run = $"killed{round}";
            var hasEnded = false;
            while (!hasEnded && left > 0)
            {
                using var process = TrainerProcess.Start(folder.Path, [], Args(run, Workers[starts++ % Workers.Length]));
                hasEnded = process.WaitForExit(undisturbed * random.NextDouble());
                if (!hasEnded)
                {
                    process.Kill();
                    process.WaitForExit();
                    left--;
                    inTheSearch += File.Exists(folder[run + "/study.db"]) && !Directory.Exists(folder[run + "/bundle"]) ? 1 : 0;
                }
            }

            TrainerProcess.Run(folder.Path, Args(run, 2)).Succeeded();
            RunFiles.AssertSame(folder["whole"], folder[run]);
        }

        TestContext.WriteLine($"{kills} kills, {inTheSearch} with a study and no bundle yet");
    }

    private static string[] Args(string output, int workers) =>
        ["sweep", "search.yaml", "--quiet", "--set", $"output={output};sweep.workers={workers}"];
}
