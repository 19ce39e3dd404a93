using System.Text.Json;
using Trainer.Configuration;
using Trainer.Evaluation.Report;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Reporting;

namespace Trainer.Sweep;

/// <summary>
/// Puts a finished run into the contents of a bundle. Nothing in it depends on the clock, the machine or the number of workers.
/// </summary>
internal static class BundleAssembly
{
    // Texts on which runtimes are known to differ; every bundle replays them.
    private static readonly string[] TrickyTexts =
    [
        "", " ", "naïve CAFÉ İstanbul ẞ", "你好, 世界 👍🏽", "x\u0001y", "\u2028a\u00A0b", "```\nprint(1)\n```", "?!?!?! 1234567890",
    ];

    // Whether an activation rounds up or down to 8 bits may depend on the processor.
    private const double QuantisedTolerance = 0.02;

    public static string Version => typeof(BundleAssembly).Assembly.GetName().Version!.ToString(3);

    public static BundleContents Of(
        TrainerOptions options, SweepData data, TrainedRouter trained, Trial chosen, TestScores testScores, RunReport report)
    {
        var (problem, costs) = (data.Problem, data.Training.MeanCostUsd());
        var labels = Labels(data.Training, costs);
        var policy = new Policy(report.Calibrated[0].Name, [.. report.Calibrated.Zip(
            report.Evaluation.OperatingPoints, (point, result) => ToPolicy(point, result, problem.IsPair, costs))]);
        return new BundleContents
        {
            Name = options.Name,
            Task = problem.Task,
            BuildGraph = trained.Router.BuildGraph,
            Labels = labels,
            Policy = policy,
            Golden = Golden(options.Bundle.GoldenRows, data.Test, trained, testScores, labels, policy),
            Features = BundleJson.ToFile(Describe(trained)),
            ScoreTolerance = trained.Encoder?.Network!.Settings.Name == DefaultEncoder.QuantisedName
                ? QuantisedTolerance
                : BundleWriter.ScoreTolerance,
            Tokenizer = trained.Encoder is { InGraph: true } encoder ? encoder.Network!.TokenizerFile : null,
            Calibration = Calibration(trained, report),
            Evaluation = BundleJson.ToFile(report.Evaluation),
            Provenance = Provenance(options, trained, chosen, report),
            ModelCard = new ModelCard().Write(report),
        };
    }

    private static Labels Labels(RoutingProblem training, double[] costs)
    {
        var (prices, inputTokens, outputTokens) = (training.Priced?.Prices, training.MeanInputTokens(), training.MeanOutputTokens());
        static double? Known(double mean) => double.IsNaN(mean) ? null : mean;
        return new Labels([.. training.Table.Models.Select((name, m) =>
        {
            var price = prices?.Models.GetValueOrDefault(name);
            return new ModelLabel(
                name,
                costs[m],
                price?.InputUsdPerMTok,
                price?.OutputUsdPerMTok,
                price is null ? null : prices!.Date,
                Known(inputTokens[m]),
                Known(outputTokens[m]));
        })], training.Cascade?.Label);
    }

    private static byte[] Calibration(TrainedRouter trained, RunReport report)
    {
        var members = trained.Members.Count == 1
            ? null
            : trained.Members.Select(member => new { weight = member.Member.Weight, maps = member.Calibration });
        var domains = trained.Calibration.Domains is { } own
            ? own.Domains.Select((name, d) => new { name, slopes = own.Slopes[d], offsets = own.Offsets[d] })
            : null;
        var parts = new Dictionary<string, object?>
        {
            ["method"] = trained.Calibration.Method,
            ["fittedOn"] = "out-of-fold scores of the training queries",
            ["members"] = members,
            ["maps"] = trained.Calibration.Maps.Cast<object>(), // each as what it is, whatever its method has
            ["domains"] = domains,
            ["choice"] = trained.Choice,
            ["reliability"] = report.Evaluation.Calibration?.Reliability,
        };
        return BundleJson.ToFile(parts.Where(part => part.Value is not null).ToDictionary());
    }

    private static byte[] Provenance(TrainerOptions options, TrainedRouter trained, Trial chosen, RunReport report)
    {
        var trainerVersion = Version;
        var (data, trial) = (report.Data, chosen);
        options = options with
        {
            Output = "",
            Sweep = options.Sweep with { Workers = 0 },
            Encoder = options.Encoder with { CacheFolder = null },
        };
        return trained.Members.Count == 1
            ? BundleJson.ToFile(new { trainerVersion, options, data, trial })
            : BundleJson.ToFile(new { trainerVersion, options, data, trial, ensemble = trained.Members.Select(member => member.Member) });
    }

    private static FeaturesDescriptor Describe(TrainedRouter trained)
    {
        static JsonElement? Text(QueryFeatures? features) =>
            features?.Text is { } text ? JsonSerializer.SerializeToElement(text, BundleJson.Indented) : null;
        var (members, router) = (trained.Members, trained.Router);
        return new FeaturesDescriptor(
            string.Join(" | ", members.Select(member => member.Member.Spec.Features).Where(set => set.Length > 0).Distinct()),
            router.Features.Sum(features => features.ColumnCount),
            members.Count == 1 ? Text(members[0].Features) : null,
            router.Encoder is { } encoder
                ? new EncoderDescriptor(encoder.Embedder.Digest, encoder.Embedder.Dimension, encoder.InGraph, encoder.Network!.Settings)
                : null,
            router.Finished is { } finished ? new EmbeddingsDescriptor(finished.Embedder.Dimension, finished.Embedder.Digest) : null,
            router.ScoreNames is { Count: > 0 } names ? names : null,
            members.Count == 1
                ? null
                : [.. members.Select(member => new MemberDescriptor(
                    member.Member.Spec.Features,
                    TrialReports.Describe(member.Member.Spec.Learner).Name,
                    member.Member.Weight,
                    member.Features?.ColumnCount ?? 0,
                    Text(member.Features)))]);
    }

    private static Export.OperatingPoint ToPolicy(CalibratedPoint point, OperatingPointReport result, bool isPair, double[] costs)
    {
        var dearest = isPair ? 1 : Array.IndexOf(costs, costs.Max());
        return new Export.OperatingPoint(
            point.Name,
            isPair ? point.Setting : null,
            isPair ? null : point.Setting,
            point.Wanted,
            result.Shares[Math.Max(dearest, 0)],
            result.Quality,
            result.CostUsd ?? new Estimate(double.NaN, double.NaN, double.NaN, result.Quality.N),
            point.Choice);
    }

    private static List<GoldenRow> Golden(
        int count, RoutingProblem test, TrainedRouter trained, TestScores testScores, Labels labels, Policy policy)
    {
        var (router, embedder) = (trained.Router, trained.Router.OutsideTheGraph);
        var scoresPerQuery = router.ScoresPerQuery;
        var point = policy.OperatingPoints[0];
        var external = router.ScoreNames is { Count: > 0 } names ? test.Scores.Of(names) : null;
        var takesDomain = trained.Calibration.Domains is { Domains.Count: > 0 };
        GoldenRow Row(string text, ReadOnlySpan<float> scores, float[]? given, string? domain = null) => new(
            text,
            scores.ToArray(),
            labels.Models[DecisionRule.Choose(scores, labels, point)].Id,
            embedder?.Embed([text]).Values.ToArray(),
            given,
            takesDomain ? domain : null);

        var rows = new List<GoldenRow>();
        if (router.Finished is null) // which has vectors for the table's queries only
        {
            // Nobody scored these texts: each takes the external scores of a test query.
            int[] lent = [.. TrickyTexts.Select((_, i) => i % test.Table.Count)];
            var given = test.IsAskedStepByStep ? StepByStep(external!.Select(lent), test.Table.Models) : external?.Select(lent);
            var raw = router.Raw(TrickyTexts, given);
            var tricky = router.Calibrate(raw);
            var jumpy = router.Unsettled(TrickyTexts, raw, given);
            for (var i = 0; i < TrickyTexts.Length; i++)
            {
                rows.AddRange(jumpy[i]
                    ? []
                    : [Row(TrickyTexts[i], tricky.AsSpan(i * scoresPerQuery, scoresPerQuery), given?.Values.Row(i).ToArray())]);
            }
        }

        // Evenly spaced over the test queries, which stand in canonical order; those that another runtime may rightly score otherwise
        // prove nothing.
        int[] settled = [.. Enumerable.Range(0, test.Table.Count).Where(row => !testScores.Unsettled[row])];
        var taken = Math.Min(count, settled.Length);
        for (var i = 0; i < taken; i++)
        {
            var row = settled[(int)((long)i * settled.Length / taken)];
            rows.Add(Row(test.Texts[row], testScores.Values.AsSpan(row * scoresPerQuery, scoresPerQuery), external?.Values.Row(row).ToArray(), test.Domains[row]));
        }

        return rows;
    }

    // Of the first query nothing is known yet, of the next the first answer's score, and so on, from the start again after the whole chain.
    private static ExternalScores StepByStep(ExternalScores scores, IReadOnlyList<string> models)
    {
        var values = scores.Values.Values.ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            var place = models.ToList().IndexOf(scores.Names[i % scores.Names.Count]);
            values[i] = place >= 0 && place < i / scores.Names.Count % models.Count ? values[i] : float.NaN;
        }

        return new(scores.Names, new DenseMatrix(values, scores.Values.RowCount, scores.Values.ColumnCount)) { MayBeUnknown = true };
    }
}
