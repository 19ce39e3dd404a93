using System.Globalization;
using Spectre.Console;
using Trainer.Calibration;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Evaluation.Conventions;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Sweep;
using Trainer.Sweep.Selection;

namespace Benchmarks;

/// <summary>
/// Greedy ensemble selection and the winner's curse over learners with their default settings on RouteLLM's MMLU tables: members and weights are chosen from
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
        var means = new SortedDictionary<string, List<(double TenBins, double Exact)>>(StringComparer.Ordinal);
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
            var objective = new Objective(training, crossValidation.Folds, new ObjectiveOptions());
            var (candidates, onTest) = (new List<Candidate>(), new List<float[]>());
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
                var perFold = objective.PerFold(spec.Learner, outOfFold);
                candidates.Add(new Candidate(new Trial(spec, TrialState.Completed, perFold.Average(), perFold, null), outOfFold));
                onTest.Add(tested);
            }

            Judge(split, training, test, crossValidation, objective, candidates, onTest, means);
        }

        foreach (var (name, values) in means)
        {
            Console.WriteLine(Text($"{name}: ten bins {values.Average(value => value.TenBins):0.0000}, exact {values.Average(value => value.Exact):0.0000}"));
        }
    }

    private static void Judge(
        string split,
        RoutingProblem training,
        RoutingProblem test,
        CrossValidation crossValidation,
        Objective objective,
        List<Candidate> candidates,
        List<float[]> onTest,
        SortedDictionary<string, List<(double TenBins, double Exact)>> means)
    {
        int[] clusters = [.. Enumerable.Repeat(-1, training.Table.Count)];
        var bootstrap = objective.Bootstrap(clusters, 42);
        var resampled = ResampledObjectives.Of(
            [.. candidates.Select(candidate => objective.Linearised((candidate.Trial.Spec.Learner, candidate.RawScores)))], bootstrap, 300);
        var bias = SelectionBias.Of(resampled);
        var constant = BestConstant.Against(training, objective, bootstrap, resampled, candidates[bias.Best].RawScores);
        var selected = new EnsembleSelection(training, crossValidation.Folds, objective).Select(candidates, true, clusters, 42, default);
        Console.WriteLine(
            Text($"split {split}: best {Candidates[bias.Best]} {resampled.Values[bias.Best]:0.0000}, optimism {bias.Optimism.Value:0.0000}, ") +
            Text($"corrected {bias.Corrected.Value:0.0000} ({bias.Corrected.Low:0.0000} to {bias.Corrected.High:0.0000}); {constant.Finding.Sentence}"));
        Console.WriteLine(Text($"  {selected.Finding.Sentence} (where chosen {selected.Objective:0.0000}, nested {selected.Nested:0.0000})"));

        var outcomes = PairOutcomes.From(test.Table, 0, 1);
        (double TenBins, double Exact) Apgr(double[] scores) => (
            RouteLlmConvention.Of(outcomes, scores).Apgr, new CostQualityCurve(outcomes, scores).Apgr());
        double[] LogOdds(int i)
        {
            var map = ScoreCalibration.Fit(training, candidates[i].RawScores)[0];
            return Array.ConvertAll(onTest[i], raw => ((double)map.Slope * raw) + map.Offset);
        }

        var together = new double[test.Table.Count];
        foreach (var member in selected.Ensemble.Members)
        {
            together = [.. together.Zip(LogOdds(member.Spec.Number), (sum, z) => sum + (member.Weight * z))];
        }

        void Add(string name, (double TenBins, double Exact) value)
        {
            Console.WriteLine(Text($"  {name}: ten bins {value.TenBins:0.0000}, exact {value.Exact:0.0000}"));
            means.TryAdd(name, []);
            means[name].Add(value);
        }

        for (var i = 0; i < candidates.Count; i++)
        {
            Add(Text($"{Candidates[i].Learner} on {Candidates[i].Features}"), Apgr(LogOdds(i)));
        }

        Add("~ best trial", Apgr(LogOdds(bias.Best)));
        Add("~ ensemble", Apgr(together));
        Add("~ what the rule ships", selected.IsBetter ? Apgr(together) : Apgr(LogOdds(bias.Best)));
        Add("~ all, equal weights", Apgr(Enumerable.Range(0, candidates.Count).Select(LogOdds)
            .Aggregate((one, other) => [.. one.Zip(other, (a, b) => a + b)])));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

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
