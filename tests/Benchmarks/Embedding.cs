using System.Diagnostics;
using System.Globalization;
using Trainer.Features.Encoders;

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
