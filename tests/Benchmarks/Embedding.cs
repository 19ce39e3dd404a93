using System.Diagnostics;
using System.Globalization;
using Trainer.Configuration;
using Trainer.Features.Encoders;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>
/// The default encoder on prompts of a given number of words, cut out of the MMLU training prompts one after the other: texts per
/// second on all cores, one text at a time, and the share of the time that cutting text into pieces takes.
/// </summary>
internal static class Embedding
{
    public static void Run(string data, int runs)
    {
        string[] words = [.. TfIdf.TrainingTexts(data).SelectMany(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
        Run(words, runs, isQuantised: false);
        Run(words, runs, isQuantised: true);
        Cache(data);
    }

    /// <summary>All MMLU prompts through the cache on disk: computed, and then found by a process that opens the cache anew.</summary>
    private static void Cache(string data)
    {
        var texts = RoutingProblem.Load(new DataOptions { Table = [Path.Combine(data, "routellm/routellm/evals/mmlu/responses")] }).Texts;
        var folder = Directory.CreateTempSubdirectory("trainer-cache-").FullName;
        using var encoder = DefaultEncoder.Load();
        double Seconds(out long misses)
        {
            var started = Stopwatch.GetTimestamp();
            using var cached = new CachedEmbedder(encoder, folder, 1L << 32);
            cached.Embed(texts);
            misses = cached.Misses;
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        var first = Seconds(out var computed);
        double[] later = [.. Enumerable.Range(0, 5).Select(_ => Seconds(out var _)).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"cache: {texts.Length} prompts, {computed} computed in {first:0.0} s; found again in {later[2]:0.000} s (median of five, {later[0]:0.000} to {later[^1]:0.000})"));
        Directory.Delete(folder, recursive: true);
    }

    private static void Run(string[] words, int runs, bool isQuantised)
    {
        using var encoder = DefaultEncoder.Load(isQuantised: isQuantised);
        Console.WriteLine(encoder.Settings.Name);
        foreach (var length in (int[])[20, 100, 500])
        {
            string[] texts = [.. words.Chunk(length).Take(1000).Select(part => string.Join(' ', part))];
            encoder.Embed(texts[..64]);
            var all = Best(runs, () => encoder.Embed(texts));
            var cutting = Best(runs, () => Array.ConvertAll(texts, text => TokenRows.Of(text, encoder.Tokenizer, encoder.Settings)));
            var single = Best(runs, () => Array.ForEach(texts[..100], text => encoder.Embed([text]))) * 10;
            var pieces = texts.Average(text => TokenRows.Of(text, encoder.Tokenizer, encoder.Settings).PieceCount);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{length} words ({pieces:0} pieces): {texts.Length / all:0} texts/s, one at a time {texts.Length / single:0} texts/s; " +
                $"cutting on one core {1e6 * cutting / texts.Length:0.0} µs per text, " +
                $"{texts.Sum(text => text.Length) / cutting / 1e6:0.0} MB/s"));
        }
    }

    private static double Best<T>(int runs, Func<T> work) => Best(runs, () => { _ = work(); });

    private static double Best(int runs, Action work)
    {
        var best = double.PositiveInfinity;
        for (var run = 0; run < runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return best;
    }
}
