using Trainer.Configuration;
using Trainer.Costs;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Features.Text;
using Trainer.Learners;
using Trainer.Learners.Supervision;

namespace Trainer.Sweep;

/// <summary>
/// A routing table reduced to what is to be decided: the candidate models in score order (weak, strong for a pair) and their costs.
/// </summary>
/// <param name="Table">Queries × candidate models.</param>
/// <param name="Task">Pair or pool.</param>
/// <param name="Source">Where the table came from.</param>
internal sealed record RoutingProblem(RoutingTable Table, RoutingTask Task, DataSource Source)
{
    public bool IsPair => Task == RoutingTask.Pair;

    /// <summary>Texts as the router sees them.</summary>
    public string[] Texts { get; } = [.. Table.Queries.Select(query => QueryText.Clean(query.Prompt))];

    /// <summary>The queries' domains, null where unknown.</summary>
    public string?[] Domains { get; } = [.. Table.Queries.Select(query => query.Domain)];

    /// <summary>Scores that something outside made of the queries; mostly there are none.</summary>
    public ExternalScores Scores { get; } = ExternalScores.Of(Table);

    /// <summary>What the costs rest on, where they were computed from prices; else null.</summary>
    public PricedTable? Priced { get; init; }

    /// <summary>The cascade that the costs are of, and what must be known about them; null where each model is asked alone.</summary>
    public (CascadeLabel Label, Finding Finding)? Cascade { get; init; }

    /// <summary>Whether a router is asked again after each answer, with those scores that are known by then.</summary>
    public bool IsAskedStepByStep => Cascade is not null && !IsPair;

    /// <summary>Outcomes of the models that are no candidates; preference learners learn from them too.</summary>
    public RoutingTable? Others { get; init; }

    /// <summary>What "better" means where learners compare models.</summary>
    public OutcomeWeights Weights { get; init; } = new();

    /// <summary>How much each row counts for learning, above 0: 1, or the weight of the battle that it is.</summary>
    public double[] RowWeights { get; init; } = [.. Enumerable.Repeat(1.0, Table.Count)];

    public RoutingProblem Select(int[] rows) => new(Table.Select(rows), Task, Source)
    {
        Priced = Priced,
        Cascade = Cascade,
        Others = Others?.Select(rows),
        Weights = Weights,
        RowWeights = Array.ConvertAll(rows, row => RowWeights[row]),
    };

    /// <summary>The same candidates on the rows of both; the models that are no candidates are those of either.</summary>
    public RoutingProblem Append(RoutingProblem rows)
    {
        string[] others = [.. OtherModels.Union(rows.OtherModels, StringComparer.Ordinal)];
        RoutingTable OthersOf(RoutingProblem problem) => (problem.Others ?? problem.Table).Over(others);
        return new(Table.Append(rows.Table), Task, Source)
        {
            Priced = Priced,
            Cascade = Cascade,
            Weights = Weights,
            Others = others.Length == 0 ? null : OthersOf(this).Append(OthersOf(rows)),
            RowWeights = [.. RowWeights, .. rows.RowWeights],
        };
    }

    /// <summary>Quality as learners want it, [models][queries].</summary>
    public double[][] Quality() => Columns(Table, (table, m) => table.Quality(m));

    /// <summary>Mean known cost of each model in USD, NaN where nothing is known.</summary>
    public double[] MeanCostUsd() => [.. Enumerable.Range(0, Table.Models.Count).Select(m => Mean(Table.CostUsd(m)))];

    /// <summary>Mean tokens that each model reads on the queries it was run on, NaN where nothing is known.</summary>
    public double[] MeanInputTokens() => [.. Enumerable.Range(0, Table.Models.Count).Select(m => Mean(Table.InputTokens(m)))];

    /// <summary>Mean tokens that each model writes on the queries it was run on, NaN where nothing is known.</summary>
    public double[] MeanOutputTokens() => [.. Enumerable.Range(0, Table.Models.Count).Select(m => Mean(Table.OutputTokens(m)))];

    public TrainingSet ToTrainingSet(FeatureMatrix features) => new(features, Quality(), IsPair)
    {
        Models = Table.Models,
        CostUsd = Columns(Table, (table, m) => table.CostUsd(m)),
        LatencySeconds = Columns(Table, (table, m) => table.LatencySeconds(m)),
        JudgeScores = Columns(Table, (table, m) => table.JudgeScore(m)),
        OtherQuality = Others is null ? [] : Columns(Others, (table, m) => table.Quality(m)),
        IsCascade = Cascade is not null,
        RowWeights = RowWeights,
        Texts = Texts,
        Weights = Weights,
    };

    private IReadOnlyList<string> OtherModels => Others?.Models ?? [];

    /// <summary>The battles that options give beside the table, as rows of the same candidates; null for none.</summary>
    public RoutingProblem? LoadBattles(DataOptions options)
    {
        if (options.Battles.Count == 0)
        {
            return null;
        }

        var (table, weights, source) = DataSource.LoadBattles(options.Battles);
        string[] others = [.. table.Models.Except(Table.Models, StringComparer.Ordinal)];
        return new(table.Over(Table.Models), Task, source)
        {
            Others = others.Length == 0 ? null : table.Over(others),
            RowWeights = weights,
        };
    }

    /// <summary>Reads or makes the data that options ask for.</summary>
    public static RoutingProblem Load(DataOptions options)
    {
        var prices = PriceTable.Of(options);
        var (table, weights, source) = DataSource.Load(options);
        var isPair = options.Weak is not null || (options.Models.Count == 0 && table.Models.Count == 2);
        var names = isPair ? Pair(table, options) : options.Models.Count > 0 ? options.Models : table.Models;
        var models = names.Select(name => Find(table, name)).ToArray();
        if (models.Length < 2 || models.Distinct().Count() != models.Length)
        {
            throw new UsageException($"there are {models.Length} candidate models ({string.Join(", ", names)}); routing needs at " +
                $"least two different ones");
        }

        int[] others = [.. Enumerable.Range(0, table.Models.Count).Except(models)];
        return Load(table.WithModels(models), prices, options, isPair ? RoutingTask.Pair : RoutingTask.Pool, source) with
        {
            Others = others.Length == 0 ? null : table.WithModels(others),
            RowWeights = weights,
        };
    }

    private static RoutingProblem Load(
        RoutingTable table, PriceTable? prices, DataOptions options, RoutingTask task, DataSource source)
    {
        // A file of prices may list more than is needed; what a configuration spells out is meant.
        foreach (var name in options.Prices.Keys.Where(name => table.IndexOf(name) < 0))
        {
            throw new UsageException($"'data.prices' has a model '{name}' that is no candidate; {NearestName.Hint(name, table.Models)}");
        }

        var tokens = new TokenCounts(table, _ => options.OutputTokens);
        var priced = prices is null ? null : Pricing.Apply(table, prices, tokens, options.Reprice);
        var filled = tokens.Fill(
            priced?.Table ?? table, m => tokens.Knows(m) || prices?.Models.ContainsKey(table.Models[m]) == true);
        var problem = new RoutingProblem(filled, task, source) { Priced = priced };
        return options.Cascade is { } cascade ? problem.AsCascade(cascade) : problem;
    }

    // The models of a cascade stand in the order in which they are asked, as a pair's do anyway.
    private RoutingProblem AsCascade(CascadeOptions options)
    {
        var alone = Table.WithModels([.. Order(options.Order).Select(Table.IndexOf)]);
        var cascade = new CascadeLabel(options.VerifierUsd, options.VerifierSeconds);
        var costs = CascadeCosts.Apply(alone, [.. Enumerable.Range(0, alone.Models.Count)], cascade);
        return new RoutingProblem(costs, Task, Source) { Priced = Priced, Cascade = (cascade, CascadeCosts.Finding(alone, costs, cascade)) };
    }

    private IReadOnlyList<string> Order(IReadOnlyList<string> named)
    {
        if (named.Count > 0)
        {
            var isOfAll = named.Count == Table.Models.Count && named.ToHashSet(StringComparer.Ordinal).SetEquals(Table.Models);
            return isOfAll && (!IsPair || named[0] == Table.Models[0]) ? named : throw new UsageException(
                $"'data.cascade.order' is {string.Join(", ", named)}; it must name " +
                (IsPair
                    ? $"the weak model and then the strong one, {string.Join(", ", Table.Models)}; leave it out, or swap 'data.weak' and " +
                        "'data.strong'"
                    : $"each of the candidates {string.Join(", ", Table.Models)} once, in the order in which they are asked"));
        }

        if (IsPair)
        {
            return Table.Models;
        }

        var costs = MeanCostUsd();
        return Array.FindIndex(costs, double.IsNaN) is >= 0 and var unknown
            ? throw new UsageException(
                $"models of a cascade are asked by rising cost, and no cost is known of {Table.Models[unknown]}; name the order in " +
                "'data.cascade.order', or give costs or prices")
            : [.. Enumerable.Range(0, costs.Length).OrderBy(m => costs[m]).Select(m => Table.Models[m])];
    }

    private static IReadOnlyList<string> Pair(RoutingTable table, DataOptions options)
    {
        if (options.Weak is not null)
        {
            return [options.Weak, options.Strong!];
        }

        // Nobody said which is which: the one with the higher mean quality is the strong one.
        return Mean(table.Quality(0)) <= Mean(table.Quality(1)) ? table.Models : [table.Models[1], table.Models[0]];
    }

    private static int Find(RoutingTable table, string model) => table.IndexOf(model) is var index and >= 0
        ? index
        : throw new UsageException($"there is no model '{model}' in the table; {NearestName.Hint(model, table.Models)}");

    private static double[][] Columns(RoutingTable table, Func<RoutingTable, int, ReadOnlySpan<double>> column) =>
        [.. Enumerable.Range(0, table.Models.Count).Select(m => column(table, m).ToArray())];

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        var count = 0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
