using System.Globalization;
using Trainer.Calibration;
using Trainer.Features.Data;
using Trainer.Learners;
using Trainer.Sweep;
using Trainer.Sweep.Goals;
using Trainer.Sweep.Space;
using Trainer.Sweep.Stopping;
using Trainer.Sweep.Tuning;

namespace Trainer.Configuration;

/// <summary>Checks once, at the door, that options make sense; nothing later checks again.</summary>
internal static class OptionsCheck
{
    public static TrainerOptions Validated(TrainerOptions options, string path)
    {
        void Require(bool holds, string key, object found, string allowed)
        {
            if (!holds)
            {
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{path}: '{key}' is {found}; allowed is {allowed}"));
            }
        }

        void RequireKnown(string key, string found, IEnumerable<string> known)
        {
            if (!known.Contains(found))
            {
                throw new UsageException($"{path}: '{key}' is '{found}'; {NearestName.Hint(found, known)}");
            }
        }

        void RequirePrice(string key, double price) =>
            Require(price >= 0, key, double.IsNaN(price) ? "missing" : price, "USD per million tokens, from 0");

        var data = options.Data;
        Require(
            data.Table.Count > 0 ^ data.Sample is not null,
            "data",
            data.Sample is null ? "without a table" : "both a table and a sample",
            "either 'data.table' or 'data.sample'");
        Require(options.Output.Length > 0, "output", "empty", "the folder to write to");
        RequireKnown("data.format", data.Format, RoutingData.Formats.Select(format => format.Name).Append(ReadOptions.Auto));
        Require(data.TestShare is > 0 and < 1, "data.testShare", data.TestShare, "a number between 0 and 1");
        Require(
            data.Weak is null == data.Strong is null,
            "data.weak",
            "given without the other",
            "both 'data.weak' and 'data.strong', or neither");
        Require(
            data.Weak is null || data.Models.Count == 0,
            "data.models",
            "given with a pair",
            "either 'data.weak' and 'data.strong', or 'data.models'");
        Require(
            data.Sample is null or { Queries: >= 50 and <= 1_000_000 },
            "data.sample.queries",
            data.Sample?.Queries ?? 0,
            "50 to 1000000");
        foreach (var (model, price) in data.Prices)
        {
            RequirePrice($"data.prices.{model}.inputUsdPerMTok", price.InputUsdPerMTok);
            RequirePrice($"data.prices.{model}.outputUsdPerMTok", price.OutputUsdPerMTok);
        }

        Require(
            data.Prices.Count == 0 || data.PriceTable is null,
            "data.priceTable",
            "given beside prices",
            "either 'data.prices' or 'data.priceTable'");
        Require(
            !data.Reprice || data.Prices.Count > 0 || data.PriceTable is not null,
            "data.reprice",
            "true without prices",
            "it beside 'data.prices' or 'data.priceTable'");
        Require(options.Audit.Cosine is 0 or (>= 0.5 and <= 1), "audit.cosine", options.Audit.Cosine, "0 (compare none) or 0.5 to 1");
        Require(options.Audit.Similarity is >= 0.5 and <= 1, "audit.similarity", options.Audit.Similarity, "0.5 to 1");
        Require(options.Encoder.CacheMegabytes is >= 1 and <= 1 << 20, "encoder.cacheMegabytes", options.Encoder.CacheMegabytes, "1 to 1048576");
        Require(
            data.EmbeddingIds is null || data.Embeddings is not null,
            "data.embeddingIds",
            "given without embeddings",
            "both 'data.embeddings' and 'data.embeddingIds', or the former alone");
        Require(data.Scores is null || data.Sample is null, "data.scores", "given beside a sample", "it beside 'data.table'");
        Require(
            data.Cascade is null or { VerifierUsd: >= 0 and < double.PositiveInfinity },
            "data.cascade.verifierUsd",
            data.Cascade is null or { VerifierUsd: double.NaN } ? "missing" : data.Cascade.VerifierUsd,
            "USD per verification, from 0");
        Require(
            data.Cascade is null or { VerifierSeconds: >= 0 and < double.PositiveInfinity },
            "data.cascade.verifierSeconds",
            data.Cascade?.VerifierSeconds ?? 0,
            "seconds per verification, from 0");
        Require(data.OutputTokens >= 0, "data.outputTokens", data.OutputTokens, "a number from 0");
        Require(options.Objective.CostWeight >= 0, "objective.costWeight", options.Objective.CostWeight, "a number from 0");
        Require(options.Objective.Budget is > 0 and <= 1, "objective.budget", options.Objective.Budget, "a share of the dearest model's cost");
        Require(options.Objective.Floor is > 0 and <= 1, "objective.floor", options.Objective.Floor, "a share of the best model's quality");
        Require(options.Objective.Goals.Count > 0, "objective.goals", "empty", "at least one goal");
        foreach (var goal in options.Objective.Goals.Concat(options.Objective.Limits.Keys).Where(goal => goal != "auto"))
        {
            try
            {
                Goal.Parse(goal, options.Objective);
            }
            catch (UsageException e)
            {
                throw new UsageException($"{path}: 'objective': {e.Message}");
            }
        }

        Require(
            options.Objective.Goals.Count == 1 || options.Sweep.Stopping is "auto" or "paired-test" or "none",
            "sweep.stopping",
            $"{options.Sweep.Stopping} with several goals",
            "auto, paired-test or none, since halving looks at one goal");
        Require(options.Supervision.IsValid, "supervision", options.Supervision.Words, "weights from 0, one of them above 0");
        Require(
            options.Sweep.Trials is >= 0 and <= 100_000,
            "sweep.trials",
            options.Sweep.Trials,
            "1 to 100000, or 0 for 40 or what 'sweep.seconds' allow");
        Require(options.Sweep.Seconds >= 0, "sweep.seconds", options.Sweep.Seconds, "a number from 0 (no limit)");
        Require(options.Sweep.Folds is 0 or (>= 2 and <= 20), "sweep.folds", options.Sweep.Folds, "2 to 20, or 0 for what the data call for");
        Require(options.Sweep.Repeats is >= 0 and <= 100, "sweep.repeats", options.Sweep.Repeats, "1 to 100, or 0 for three times where that is cheap");
        Require(options.Sweep.Workers is >= 0 and <= 1024, "sweep.workers", options.Sweep.Workers, "0 (one per core) to 1024");
        Require(options.Sweep.Lag is >= 1 and <= 1024, "sweep.lag", options.Sweep.Lag, "1 to 1024");
        Require(options.Sweep.MemoryMegabytes >= 0, "sweep.memoryMegabytes", options.Sweep.MemoryMegabytes, "MiB, or 0 (no limit)");
        RequireKnown("sweep.tuner", options.Sweep.Tuner, Tuners.Names);
        RequireKnown("sweep.stopping", options.Sweep.Stopping, StoppingRules.Names);
        Require(options.Sweep.Learners.Count > 0, "sweep.learners", "empty", "at least one learner");
        Require(options.Sweep.Features.Count > 0, "sweep.features", "empty", "at least one feature set");
        Require(
            options.Sweep.Learners.Count == 1 || !options.Sweep.Learners.Contains(AutomaticSearch.Name),
            "sweep.learners",
            "auto among others",
            "auto alone, or learners by their names");
        Require(
            options.Sweep.Features.Count == 1 || !options.Sweep.Features.Contains(AutomaticSearch.Name),
            "sweep.features",
            "auto among others",
            "auto alone, or feature sets");
        foreach (var learner in options.Sweep.Learners)
        {
            RequireKnown("sweep.learners", learner, LearnerFamily.All.Select(family => family.Name).Append(AutomaticSearch.Name));
        }

        foreach (var set in options.Sweep.Features.Where(set => set != AutomaticSearch.Name).Append(options.Features))
        {
            CheckFeatures(options, set, path);
        }

        try
        {
            NarrowedSpace.Of(options.Sweep);
        }
        catch (UsageException e)
        {
            throw new UsageException($"{path}: {e.Message}");
        }

        RequireKnown(
            "calibration.method", options.Calibration.Method, CalibrationMethod.All.Select(method => method.Name).Prepend(CalibrationMethod.Auto));
        Require(
            options.Calibration.StrongShares.Concat(options.Calibration.CostShares).All(share => share is >= 0 and <= 1),
            "calibration",
            "a share outside [0, 1]",
            "shares from 0 to 1");
        foreach (var (name, wish) in options.Calibration.Points)
        {
            if (name.Length == 0 || wish.Fault() is not null)
            {
                throw new UsageException($"{path}: 'calibration.points.{name}' {wish.Fault() ?? "has no name"}");
            }
        }

        Require(
            options.Evaluation.Resamples is >= 100 and <= 100_000,
            "evaluation.resamples",
            options.Evaluation.Resamples,
            "100 to 100000");
        Require(options.Bundle.GoldenRows is >= 1 and <= 10_000, "bundle.goldenRows", options.Bundle.GoldenRows, "1 to 10000");
        return options;
    }

    private static void CheckFeatures(TrainerOptions options, string name, string path)
    {
        FeatureSet set;
        try
        {
            set = FeatureSet.Parse(name);
        }
        catch (UsageException e)
        {
            throw new UsageException($"{path}: {e.Message}");
        }

        if (set.UsesEmbeddings && options.Data.Embeddings is null)
        {
            throw new UsageException($"{path}: the feature set '{name}' asks for embeddings, but 'data.embeddings' names no file of them");
        }

        if (set.UsesEmbeddings && options.Data.Battles.Count > 0)
        {
            throw new UsageException($"{path}: the feature set '{name}' asks for embeddings, but 'data.embeddings' has none " +
                "of the prompts of 'data.battles'; use an encoder, or learn from battles alone by giving them as 'data.table'");
        }

        if (set is { UsesEmbeddings: true, UsesEncoder: true } && !options.Encoder.InBundle)
        {
            throw new UsageException($"{path}: the feature set '{name}' has an encoder and embeddings, so the bundle must hold the encoder; " +
                "set 'encoder.inBundle' to true");
        }
    }
}
