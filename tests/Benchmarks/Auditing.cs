using System.Diagnostics;
using System.Globalization;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Features.Data.Audit;

namespace Benchmarks;

/// <summary>
/// Near-duplicates among 50,000 prompts: those of MMLU, MMLU-Pro, LLMRouter and GSM8K, and copies of them in which up to a seventh of
/// the words are changed. Seconds and peak memory; then hostile inputs; then the share of the pairs of 5,000 prompts, compared all with
/// all, that stand in one cluster.
/// </summary>
internal static class Auditing
{
    private const int Prompts = 50_000;
    private const int Compared = 5000;

    public static void Run(string? data)
    {
        var prompts = Make(data);
        var (near, seconds) = Timed(() => NearDuplicates.Find(prompts));
        using (var process = Process.GetCurrentProcess())
        {
            Console.WriteLine(Text(
                $"{prompts.Length} prompts (mean {prompts.Average(p => p.Length):0} characters): {seconds:0.00} s, peak memory ") +
                Text($"of the process {process.PeakWorkingSet64 / 1048576} MB; {near.Clusters.Count} clusters of ") +
                Text($"{near.Clusters.Sum(c => c.Rows.Count)} prompts"));
        }

        var rows = Enumerable.Range(0, prompts.Length).ToLookup(row => row % 2);
        var (across, more) = Timed(() => near.Across([.. rows[0]], [.. rows[1]]).Count);
        Console.WriteLine(
            Text($"one half against the other: {more:0.00} s more; {across} prompts of the one nearly repeat one of the other"));
        var body = string.Join(' ', Enumerable.Range(0, 60).Select(i => Text($"w{i}")));
        var halfShared = string.Join(' ', Enumerable.Range(0, 50).Select(i => Text($"w{i}")));
        foreach (var (name, hostile) in new (string, IEnumerable<string>)[]
        {
            ("50,000 equal prompts", Enumerable.Repeat(body, Prompts)),
            ("50,000 empty prompts", Enumerable.Repeat("", Prompts)),
            ("one template of 60 words, 50,000 numbers", Enumerable.Range(0, Prompts).Select(i => Text($"{body} {i}"))),
            ("one template at similarity 0.7, just not enough", Enumerable.Range(0, Prompts).Select(
                i => Text($"{halfShared} {i} {i}a {i}b {i}c {i}d {i}e {i}f {i}g"))),
            ("one prompt of 8 MB among few",
                [string.Concat(Enumerable.Range(0, 1_000_000).Select(i => Text($"{i} "))), body, body + " x"]),
        })
        {
            var (found, time) = Timed(() => NearDuplicates.Find(hostile));
            Console.WriteLine(Text($"{name}: {time:0.00} s; {found.Clusters.Count} clusters, {found.Templates.Count} templates"));
        }

        Recall(prompts[^Compared..]);
    }

    // The last prompts are originals, each followed by its copy.
    private static void Recall(string[] prompts)
    {
        prompts = [.. prompts.DistinctBy(NormalizedText.Key)];
        var near = NearDuplicates.Find(prompts);
        var shingles = Array.ConvertAll(prompts, prompt => Shingles.Of(NormalizedText.Key(prompt)));
        foreach (var (from, to) in new[] { (0.8, 0.82), (0.82, 0.85), (0.85, 0.9), (0.9, 1.01) })
        {
            var (pairs, found) = (0, 0);
            for (var a = 0; a < prompts.Length; a++)
            {
                for (var b = 0; b < a; b++)
                {
                    if (Shingles.AreSimilar(shingles[a], shingles[b], from) && Shingles.Jaccard(shingles[a], shingles[b]) < to)
                    {
                        pairs++;
                        found += near.ClusterOf[a] >= 0 && near.ClusterOf[a] == near.ClusterOf[b] ? 1 : 0;
                    }
                }
            }

            Console.WriteLine(
                Text($"similarity {from:0.00} to {Math.Min(to, 1):0.00}: {found} of {pairs} pairs of {prompts.Length} prompts found"));
        }
    }

    private static string[] Make(string? data)
    {
        var random = new SeededRandom(1);
        string[] originals = data is null ? Words(random) :
        [
            .. new[]
            {
                "routellm/routellm/evals/mmlu/responses", "mmlu_pro/mmlu_pro.jsonl.gz", "llmrouter/data/dcrouter_preprocessed/train.json",
                "llmrouter/data/dcrouter_preprocessed/test.json", "routellm/routellm/evals/gsm8k/gsm8k_responses.csv",
            }.SelectMany(file => RoutingData.Read([Path.Combine(data, file)]).Table!.Queries.Select(query => query.Prompt)),
        ];
        random.Shuffle<string>(originals);
        var copies = Enumerable.Range(0, Prompts - originals.Length).SelectMany(
            i => new[] { originals[i], Changed(originals[i], random) });
        return [.. originals.Skip(Prompts - originals.Length), .. copies];
    }

    private static string Changed(string prompt, SeededRandom random)
    {
        var words = prompt.Split(' ');
        for (var changes = random.Next(1 + (words.Length / 14)); changes >= 0; changes--)
        {
            words[random.Next(words.Length)] = Text($"word{random.Next(100)}");
        }

        return string.Join(' ', words);
    }

    private static string[] Words(SeededRandom random) => [.. Enumerable.Range(0, Prompts * 2 / 3).Select(_ =>
        string.Join(' ', Enumerable.Range(0, 20 + random.Next(120))
            .Select(_ => Text($"word{(int)(30_000 * Math.Pow(random.NextDouble(), 3))}"))))];

    private static (T Value, double Seconds) Timed<T>(Func<T> work)
    {
        var started = Stopwatch.GetTimestamp();
        return (work(), Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
