using System.Globalization;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>
/// Greedy ensemble selection over learners with their default settings on RouteLLM's MMLU tables: members and weights are chosen from
/// out-of-fold scores of the training rows of each split, the test rows are scored once. Scores are kept as files of the given folder.
/// </summary>
internal static class EnsembleOnMmlu
{
    private const int Folds = 3;

    private static readonly (string Learner, string Features)[] Candidates =
    [
        ("logistic", "encoder"),
        ("blend", "encoder"),
        ("mlp", "encoder"),
        ("boosting", "encoder"),
        ("logistic", "words+characters"),
        ("blend", "words+characters"),
        ("boosting", "words+characters"),
        ("blend", "encoder+words+characters"),
        ("bilinear", "words+characters"),
        ("bilinear", "encoder+words+characters"),
        ("mlp", "words+characters"),
    ];

    /// <param name="data">The shared data folder.</param>
    /// <param name="folder">Where scores are kept.</param>
    /// <param name="splits">Splits, comma-separated.</param>
    public static void Run(string data, string folder, string splits)
    {
        Directory.CreateDirectory(folder);
        var problem = MmluSplit.All(data);
        using var sources = new FeatureSources(
            new TrainerOptions { Encoder = new EncoderOptions { InBundle = false } },
            problem,
            new Trainer.Progress(AnsiConsole.Console, silent: true));
        foreach (var split in splits.Split(','))
        {
            var (training, test) = MmluSplit.Of(problem, data, split);
            var crossValidation = new CrossValidation(training, sources, Folds, 42);
            var specs = Candidates.Select((candidate, i) =>
                new TrialSpec(i, candidate.Features, LearnerFamily.Find(candidate.Learner)!.Default)).ToArray();
            var features = new Dictionary<string, (QueryFeatures Features, FeatureMatrix Vectors)>();
            foreach (var spec in specs)
            {
                var name = $"{Candidates[spec.Number].Learner}-{spec.Features}-{split}";
                var outOfFold = Known(Path.Combine(folder, name + "-oof.npy"), () => crossValidation.OutOfFoldScores(spec, 42, default));
                var tested = Known(Path.Combine(folder, name + "-test.npy"), () =>
                {
                    if (!features.TryGetValue(spec.Features, out var found))
                    {
                        features[spec.Features] = found = sources.FitTransform(spec.Features, training.Texts, training.Scores, default);
                    }

                    return crossValidation.FitOnAll(spec, found.Vectors, 42, default)
                        .Score(found.Features.Transform(test.Texts), test.Texts);
                });
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"split {split} {Candidates[spec.Number]}: {outOfFold.Length} and {tested.Length} scores"));
            }
        }
    }

    private static float[] Known(string path, Func<float[]> make)
    {
        if (!File.Exists(path))
        {
            var made = make();
            Npy.Write(path + ".part", made, made.Length, 1);
            File.Move(path + ".part", path, overwrite: true);
        }

        return Npy.Read(path).Values.ToArray();
    }
}
