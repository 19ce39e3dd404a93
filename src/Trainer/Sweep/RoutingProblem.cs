using Trainer.Configuration;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Features.Text;
using Trainer.Learners;

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

    public RoutingProblem Select(int[] rows) => new(Table.Select(rows), Task, Source);

    /// <summary>Quality as learners want it, [models][queries].</summary>
    public double[][] Quality() => [.. Enumerable.Range(0, Table.Models.Count).Select(m => Table.Quality(m).ToArray())];

    /// <summary>Mean known cost of each model in USD, NaN where nothing is known.</summary>
    public double[] MeanCostUsd() => [.. Enumerable.Range(0, Table.Models.Count).Select(m => Mean(Table.CostUsd(m)))];

    public TrainingSet ToTrainingSet(Features.FeatureMatrix features) => new(features, Quality(), IsPair);

    /// <summary>Reads or makes the data that options ask for.</summary>
    public static RoutingProblem Load(DataOptions options)
    {
        var (table, source) = DataSource.Load(options);
        var isPair = options.Weak is not null || (options.Models.Count == 0 && table.Models.Count == 2);
        var names = isPair ? Pair(table, options) : options.Models.Count > 0 ? options.Models : table.Models;
        var models = names.Select(name => Find(table, name)).ToArray();
        if (models.Length < 2 || models.Distinct().Count() != models.Length)
        {
            throw new UsageException($"there are {models.Length} candidate models ({string.Join(", ", names)}); routing needs at " +
                $"least two different ones");
        }

        return new RoutingProblem(Pricing.Apply(table.WithModels(models), options), isPair ? RoutingTask.Pair : RoutingTask.Pool, source);
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
