using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Features.Text;

namespace Trainer.Commands;

/// <summary>Data on which bundles are judged: a table reduced to a bundle's models, in its score order.</summary>
internal static class BundleData
{
    public static RoutingTable Read(IEnumerable<string> inputs, ReadOptions? options = null)
    {
        var paths = inputs.ToArray();
        return ImportVerb.Read(options?.Format ?? ReadOptions.Auto, paths, options ?? new()).Table
            ?? throw new UsageException(
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

    public static string[] Texts(RoutingTable table) => [.. table.Queries.Select(query => QueryText.Clean(query.Prompt))];
}
