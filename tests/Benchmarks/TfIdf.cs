using System.Diagnostics;
using System.Globalization;
using Trainer.Configuration;
using Trainer.Features.Text;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>
/// Word 1-2-gram TF-IDF, 50,000 terms, fitted on and applied to the MMLU training prompts of split 42: best and median of runs,
/// peak memory.
/// </summary>
internal static class TfIdf
{
    public static void Run(string data, int runs)
    {
        var texts = TrainingTexts(data);
        var spec = new TextFeatureSpec(new NgramWeighting(1, 2, 50_000, MinDocuments: 1, Sublinear: false), null, false);
        var seconds = new List<double>();
        var stored = 0;
        for (var run = 0; run < runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            stored = TextFeatures.FitTransform(texts, spec).Vectors.StoredCount;
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        seconds.Sort();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{texts.Length} prompts, {(double)stored / texts.Length:0.0} values per row; fit + transform: first of process " +
                $"{seconds[^1]:0.000} s at worst, median {seconds[seconds.Count / 2]:0.000} s, best {seconds[0]:0.000} s; peak " +
                $"memory {process.PeakWorkingSet64 / 1048576} MB"));
    }

    public static string[] TrainingTexts(string data)
    {
        var problem = RoutingProblem.Load(new DataOptions { Table = [Path.Combine(data, "routellm/routellm/evals/mmlu/responses")] });
        var test = File.ReadLines(Path.Combine(data, "mmlu_splits/test_rows_42.txt")).Where(line => line.Length > 0)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToHashSet();
        return [.. problem.Texts.Where((_, row) => !test.Contains(row))];
    }
}
