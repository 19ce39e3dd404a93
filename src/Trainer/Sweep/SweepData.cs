using System.Globalization;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Features;
using Trainer.Features.Data.Audit;
using Trainer.Features.Data.Splits;
using Trainer.Learners.Supervision;
using Trainer.Reporting;
using Near = Trainer.Features.Data.Audit.NearDuplicates;

namespace Trainer.Sweep;

/// <summary>The problem and its two parts: what may be learned from, and what is judged on once.</summary>
/// <param name="Problem">All queries.</param>
/// <param name="Training">Queries to learn, choose and calibrate on.</param>
/// <param name="Test">Queries that nothing sees before everything is chosen.</param>
/// <param name="LeftOut">Queries of neither part, because they are tied to test queries.</param>
/// <param name="NearDuplicates">How many of those nearly repeat a test query and were taken out of training.</param>
/// <param name="TrainingClusters">For every training query the number of its cluster of near-duplicates, or -1.</param>
/// <param name="Findings">What the audit found in the training data and between them and the test.</param>
/// <param name="Battles">Battles beside the table to learn from; null if there are none.</param>
/// <param name="BattlesLeftOut">How many battles were taken out because their prompts repeat or nearly repeat a test query.</param>
internal sealed record SweepData(
    RoutingProblem Problem,
    RoutingProblem Training,
    RoutingProblem Test,
    int LeftOut,
    int NearDuplicates,
    IReadOnlyList<int> TrainingClusters,
    IReadOnlyList<Finding> Findings,
    ExtraRows? Battles = null,
    int BattlesLeftOut = 0)
{
    // Fewer queries say next to nothing of a router.
    private const int LeastJudgedBattles = 30;

    public static SweepData Load(TrainerOptions options)
    {
        var problem = RoutingProblem.Load(options.Data) with { Weights = options.Supervision };
        RequireJudge(problem);
        var battles = problem.LoadBattles(options.Data);
        var near = Near.Find(problem.Table.Queries.Select(query => query.Prompt), options.Audit.Similarity);
        var split = Split(problem, near, options);
        var test = problem.Select(split.Test);
        var judged = PoolOutcomes.CompleteRows(test.Table, [.. Enumerable.Range(0, test.Table.Models.Count)]).Length;
        if (problem.Source.IsBattles && judged < LeastJudgedBattles)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"in {judged} of the {test.Table.Count} test battles all of {string.Join(", ", test.Table.Models)} took part; at least ") +
                $"{LeastJudgedBattles} are needed to judge a router. Give outcomes of these models as 'data.table' and the battles as " +
                "'data.battles', or name two models that met more often as 'data.weak' and 'data.strong'");
        }

        if (judged == 0)
        {
            throw new UsageException($"on none of the {test.Table.Count} test queries was every candidate run, so no router " +
                $"could be judged; name fewer models in 'data.models'");
        }

        var (kept, removed) = WithoutNearDuplicates(split, near, options.Audit);
        var training = problem.Select(kept.Train);
        Finding[] findings =
        [
            .. problem.Priced is { } priced ? [priced.Finding] : Array.Empty<Finding>(),
            .. problem.Cascade is { } cascade ? [cascade.Finding] : Array.Empty<Finding>(),
            .. Removal(problem, removed),
            .. DataAudit.Between(problem.Table, kept, near),
            .. DataAudit.Of(training.Table, options.Audit.Similarity).Where(finding => finding.Severity > FindingSeverity.Info),
        ];
        RefuseSevere(findings, options.Audit);
        var data = new SweepData(
            problem,
            training,
            test,
            kept.LeftOut.Length,
            removed.Count,
            Array.ConvertAll(kept.Train, row => near.ClusterOf[row]),
            [.. findings.OrderByDescending(finding => finding.Severity)]);
        return battles is null ? data : data.With(battles, kept, options.Audit);
    }

    private static void RequireJudge(RoutingProblem problem)
    {
        if (problem.Weights.Judge > 0
            && Enumerable.Range(0, problem.Table.Models.Count).All(m => !problem.Table.JudgeScore(m).ContainsAnyExcept(double.NaN)))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"'supervision.judge' is {problem.Weights.Judge}, but the data have no judge score of any candidate; give them as 'llm_judge', or set ") +
                "the weight to 0");
        }
    }

    /// <summary>The same without battles whose vector lies near that of a test query.</summary>
    /// <param name="battles">Unit vectors of the battles' prompts.</param>
    /// <param name="test">Unit vectors of the test queries.</param>
    /// <param name="options">From which cosine, and whether to remove them or only to say so.</param>
    public SweepData WithoutNearBattles(DenseMatrix battles, DenseMatrix test, AuditOptions options)
    {
        if ((double)battles.RowCount * test.RowCount * battles.ColumnCount > NearVectors.MaxMultiplications)
        {
            return With(FindingSeverity.Info, $"Embeddings of battles and test queries were not compared: there are too many of them.", []);
        }

        var near = NearVectors.Across(battles, test, options.Cosine).Select(pair => pair.First).ToArray();
        if (near.Length == 0)
        {
            return this;
        }

        var cosine = options.Cosine.ToString(CultureInfo.InvariantCulture);
        string[] examples = [.. near.Take(10).Select(row => Battles!.Problem.Table.Queries[row].Id)];
        return options.NearDuplicates == NearDuplicateRule.Keep
            ? With(FindingSeverity.Warning, $"{near.Length} battles have embeddings within cosine {cosine} of a test query's.", examples)
            : WithBattles([.. Enumerable.Range(0, battles.RowCount).Except(near)]).With(
                FindingSeverity.Info,
                $"{near.Length} battles were removed because their embeddings lie within cosine {cosine} of a test query's.",
                examples);
    }

    /// <summary>The same without training queries whose vector lies near that of a test query.</summary>
    /// <param name="training">Unit vectors of the training queries.</param>
    /// <param name="test">Unit vectors of the test queries.</param>
    /// <param name="options">From which cosine, and whether to remove them or only to say so.</param>
    public SweepData WithoutNearVectors(DenseMatrix training, DenseMatrix test, AuditOptions options)
    {
        if ((double)training.RowCount * test.RowCount * training.ColumnCount > NearVectors.MaxMultiplications)
        {
            return With(FindingSeverity.Info, $"Embeddings of training and test queries were not compared: there are too many of them.", []);
        }

        var pairs = NearVectors.Across(training, test, options.Cosine);
        if (pairs is not [var first, ..])
        {
            return this;
        }

        var cosine = options.Cosine.ToString(CultureInfo.InvariantCulture);
        string[] examples = [.. pairs.Take(10).Select(pair => Training.Table.Queries[pair.First].Id)];
        var example = $"{Training.Table.Queries[first.First].Id} and {Test.Table.Queries[first.Second].Id}";

        // Where most queries lie near a test query, the prompts come from templates: what is left would be no sample of them.
        if (options.NearDuplicates == NearDuplicateRule.Keep || pairs.Count > training.RowCount / 2)
        {
            return With(
                FindingSeverity.Warning,
                $"{pairs.Count} training queries have embeddings within cosine {cosine} of a test query's ({example}); the test is easier " +
                "than new traffic.",
                examples);
        }

        int[] kept = [.. Enumerable.Range(0, training.RowCount).Except(pairs.Select(pair => pair.First))];
        return With(
            FindingSeverity.Info,
            $"{pairs.Count} training queries were removed because their embeddings lie within cosine {cosine} of a test query's ({example}).",
            examples) with
        {
            Training = Training.Select(kept),
            TrainingClusters = [.. kept.Select(row => TrainingClusters[row])],
            Battles = Battles?.SelectTraining(kept),
            LeftOut = LeftOut + pairs.Count,
            NearDuplicates = NearDuplicates + pairs.Count,
        };
    }

    /// <summary>The same with one more finding.</summary>
    public SweepData With(FindingSeverity severity, string sentence, string[] examples) => this with
    {
        Findings =
        [
            .. Findings.Append(new Finding(severity, sentence) { Examples = examples }).OrderByDescending(finding => finding.Severity),
        ],
    };

    public DataReport Report() => new(
        Problem.Source.Description,
        Problem.Source.ContentDigest,
        Problem.Source.Files,
        Problem.Table.Models,
        Training.Table.Count,
        Test.Table.Count,
        LeftOut,
        NearDuplicates,
        Problem.Priced?.Prices is { } prices ? new PriceReport(prices.From, prices.Date, prices.Source, prices.Sha256) : null,
        Battles is { Problem: var battles }
            ? new BattlesReport(
                battles.Source.Description, battles.Source.ContentDigest, battles.Source.Files, battles.Table.Count, BattlesLeftOut)
            : null)
    {
        Targets = TargetCount.Of(Learned().ToTrainingSet(FeatureMatrix.Empty(Learned().Table.Count))),
    };

    private RoutingProblem Learned() => Battles is null ? Training : Training.Append(Battles.Problem);

    // The split does not depend on the battles, so that the test is the same with and without them.
    private SweepData With(RoutingProblem battles, TableSplit split, AuditOptions options)
    {
        var count = Problem.Table.Count;
        var near = Near.Find(Problem.Table.Queries.Concat(battles.Table.Queries).Select(query => query.Prompt), options.Similarity);
        int[] rows = [.. Enumerable.Range(count, battles.Table.Count)];
        var extra = ExtraRows.Tied(
            Training,
            battles,
            Array.ConvertAll(split.Train, row => near.ClusterOf[row]),
            Array.ConvertAll(rows, row => near.ClusterOf[row]));
        var apart = ExtraRows.ApartFromTest(near, rows, split.Test, options.NearDuplicates == NearDuplicateRule.Keep);
        var with = (this with { Battles = extra }).WithBattles(Array.ConvertAll(apart, row => row - count));
        return apart.Length == rows.Length
            ? with
            : with.With(
                FindingSeverity.Info,
                $"{rows.Length - apart.Length} battles were removed because their prompts repeat or nearly repeat a test query.",
                [.. rows.Except(apart).Take(10).Select(row => battles.Table.Queries[row - count].Id)]);
    }

    private SweepData WithBattles(int[] kept) => kept.Length == 0
        ? throw new UsageException(
            "every battle repeats or nearly repeats a test query, so none is left to learn from; leave 'data.battles' out")
        : this with { Battles = Battles!.Select(kept), BattlesLeftOut = BattlesLeftOut + Battles.Ties.Length - kept.Length };

    private static (TableSplit Split, IReadOnlyList<NearDuplicatePair> Removed) WithoutNearDuplicates(
        TableSplit split, Near near, AuditOptions options)
    {
        if (options.NearDuplicates == NearDuplicateRule.Keep)
        {
            return (split, []);
        }

        var pairs = near.Across(split.Train, split.Test);
        int[] removed = [.. pairs.Select(pair => pair.First)];
        int[] kept = [.. split.Train.Except(removed)];
        return kept.Length > 0
            ? (new TableSplit(kept, split.Test, [.. split.LeftOut, .. removed]), pairs)
            : throw new UsageException(
                $"all {split.Train.Length} training queries nearly repeat a test query, so none is left to learn from; hold out other " +
                $"queries, raise 'audit.similarity', or keep them with 'audit.nearDuplicates'");
    }

    private static IEnumerable<Finding> Removal(RoutingProblem problem, IReadOnlyList<NearDuplicatePair> removed)
    {
        if (removed is [var first, ..])
        {
            string Id(int row) => problem.Table.Queries[row].Id;
            yield return new Finding(FindingSeverity.Info, string.Create(
                CultureInfo.InvariantCulture,
                $"{removed.Count} training queries were removed because they nearly repeat a test query ({Id(first.First)} and ") +
                string.Create(
                    CultureInfo.InvariantCulture, $"{Id(first.Second)} share {first.Similarity:P0} of their shingles)."))
            {
                Examples = [.. removed.Take(10).Select(pair => Id(pair.First))],
            };
        }
    }

    private static void RefuseSevere(Finding[] findings, AuditOptions options)
    {
        string[] severe = [.. findings.Where(finding => finding.Severity == FindingSeverity.Error).Select(finding => finding.Sentence)];
        if (severe.Length > 0 && options.OnSevere == SevereRule.Refuse)
        {
            throw new UsageException(
                $"the audit of the data found what makes results wrong: {string.Join(" ", severe)} Mend the data, or set " +
                "'audit.onSevere' to warn");
        }
    }

    private static TableSplit Split(RoutingProblem problem, Near near, TrainerOptions options)
    {
        var splitter = new Splitter(problem.Table, near.ClusterOf);
        try
        {
            return options.Data.HoldOutDomains.Count > 0
                ? splitter.HoldOutDomains(options.Data.HoldOutDomains)
                : splitter.HoldOut(options.Data.TestShare, options.Seed);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message); // what these data do not allow is the user's to change
        }
    }
}
