using Trainer.Configuration;
using Trainer.Costs;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Features.Text;
using Trainer.Sweep;

namespace Trainer.Commands;

/// <summary>Data on which bundles are judged: a table reduced to a bundle's models, in its score order.</summary>
internal static class BundleData
{
    public static RoutingTable Read(IEnumerable<string> inputs, ReadOptions? options = null) => ReadWhole(inputs, options).Table!;

    /// <summary>The same with the files behind it; there is a table.</summary>
    public static RoutingDataSet ReadWhole(IEnumerable<string> inputs, ReadOptions? options = null)
    {
        var paths = inputs.ToArray();
        var data = ImportVerb.Read(options?.Format ?? ReadOptions.Auto, paths, options ?? new());
        return data.Table is not null
            ? data
            : throw new UsageException(
                $"{paths[0]} holds battles; bundles are judged on a routing table with each model's quality per query");
    }

    public static RoutingTable For(Bundle bundle, RoutingTable table)
    {
        var own = table.WithModels([.. bundle.Labels.Models.Select(model => table.IndexOf(model.Id) is var index and >= 0
            ? index
            : throw new UsageException($"the data have no model '{model.Id}', which {bundle.Directory} routes to; " +
                $"{NearestName.Hint(model.Id, table.Models)}"))]);
        return PoolOutcomes.CompleteRows(own, [.. Enumerable.Range(0, own.Models.Count)]).Length > 0
            ? own
            : throw new UsageException(
                $"the data have no query on which every model of {bundle.Directory} was run, so there is nothing to judge by");
    }

    /// <summary>The table with a cascade's costs where the bundle is one; it has the bundle's models, and perhaps others.</summary>
    public static RoutingTable WithItsCosts(Bundle bundle, RoutingTable table) => bundle.Labels.Cascade is { } cascade
        ? CascadeCosts.Apply(table, [.. bundle.Labels.Models.Select(model => table.IndexOf(model.Id))], cascade)
        : table;

    /// <summary>Calibrated scores of the table's queries, with the external scores that the bundle asks for.</summary>
    /// <exception cref="UsageException">The data do not have these for every query.</exception>
    public static float[] Score(Router router, RoutingTable table, CancellationToken cancellation)
    {
        var names = router.ExternalScoreNames;
        KnownScores.Require(table, names, router.Bundle.Directory);
        return router.Score(Texts(table), names.Count == 0 ? null : ExternalScores.Of(table).Of(names).Values, Domains(table), cancellation);
    }

    private static string?[] Domains(RoutingTable table) => [.. table.Queries.Select(query => query.Domain)];

    public static string[] Texts(RoutingTable table) => [.. table.Queries.Select(query => QueryText.Clean(query.Prompt))];
}
