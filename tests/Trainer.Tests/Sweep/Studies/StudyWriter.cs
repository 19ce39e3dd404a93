using System.Diagnostics;
using System.Globalization;
using Trainer.Sweep.Studies;

namespace Trainer.Tests.Sweep.Studies;

/// <summary>
/// This assembly as a process of its own: a worker that claims and finishes trials one after another and says so, until it is killed.
/// </summary>
internal static class StudyWriter
{
    private const int Endless = 1_000_000;
    private const int Scores = 20_000;

    public static int Main(string[] args)
    {
        if (args is not [var location, var name, var key])
        {
            return 2;
        }

        using var store = StudyStores.Open(location, name, key, "a: 1\n", TimeProvider.System);
        for (var number = 0; number < Endless; number++)
        {
            if (store.TryClaim(number))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"claimed {number}"));
                store.Finish(Trials.Completed(number), new float[Scores]);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"finished {number}"));
            }
        }

        return 0;
    }

    /// <summary>Starts the process.</summary>
    public static Process Start(string location, string name, string key)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        return Process.Start(new ProcessStartInfo(host, [typeof(StudyWriter).Assembly.Location, location, name, key])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Lets the process finish some trials, then kills it; the numbers that it said to be finished.</summary>
    public static int[] Kill(Process process, int after)
    {
        using (process)
        {
            var lines = new List<string>();
            while (lines.Count(line => line.StartsWith("finished", StringComparison.Ordinal)) < after)
            {
                lines.Add(process.StandardOutput.ReadLine() ?? throw new AssertFailedException(process.StandardError.ReadToEnd()));
            }

            process.Kill();
            lines.AddRange(process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
            process.WaitForExit();
            return
            [
                .. lines.Where(line => line.StartsWith("finished ", StringComparison.Ordinal))
                    .Select(line => int.Parse(line["finished ".Length..], CultureInfo.InvariantCulture)),
            ];
        }
    }
}
