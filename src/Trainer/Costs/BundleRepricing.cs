using System.Text.Json;
using System.Text.Json.Nodes;
using Trainer.Evaluation.Report;
using Trainer.Export;

namespace Trainer.Costs;

/// <summary>A bundle under other prices. The graph, the thresholds and the trade-offs stay; what models cost does not.</summary>
internal static class BundleRepricing
{
    private static readonly Estimate _undefined = new(double.NaN, double.NaN, double.NaN, 0);

    /// <summary>The models with new prices, and the costs that these give for the mean tokens of the training data.</summary>
    /// <exception cref="UsageException">A model has no price.</exception>
    /// <exception cref="BundleException">The bundle does not know how many tokens a model uses.</exception>
    public static Labels Labels(Bundle bundle, PriceTable prices)
    {
        var models = bundle.Labels.Models;
        prices.Require([.. models.Select(model => model.Id)], $"{bundle.Directory} routes to it");
        var unknown = models.Where(model => model.MeanInputTokens is null || model.MeanOutputTokens is null).ToArray();
        if (unknown.Length > 0)
        {
            var names = string.Join(", ", unknown.Select(model => model.Id));
            throw new BundleException(
                $"{bundle.Directory}: {BundleFiles.Labels} does not say how many tokens {names} uses for a query, so " +
                "prices do not give its cost; train again on a table with token counts, or with prices");
        }

        ModelLabel[] alone = [.. models.Select(model =>
        {
            var price = prices.Models[model.Id];
            return model with
            {
                ExpectedCostUsd = PriceTable.CostUsd(price, model.MeanInputTokens!.Value, model.MeanOutputTokens!.Value),
                InputUsdPerMTok = price.InputUsdPerMTok,
                OutputUsdPerMTok = price.OutputUsdPerMTok,
                PricedOn = prices.Date,
            };
        })];
        if (bundle.Labels.Cascade is { } cascade)
        {
            var paid = 0.0;
            for (var place = 0; place < alone.Length; place++)
            {
                paid += alone[place].ExpectedCostUsd + (place < alone.Length - 1 ? cascade.VerifierUsd : 0);
                alone[place] = alone[place] with { ExpectedCostUsd = paid };
            }
        }

        return bundle.Labels with { Models = alone };
    }

    /// <summary>
    /// The operating points as measured under the new prices; without a measurement, what the old prices took part in is undefined: a
    /// pair's costs, and everything that a pool's points give, since its decisions weigh costs. Of certificates only those of a pair's quality
    /// stay.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="labels">Its models under the new prices.</param>
    /// <param name="measured">All its operating points, in their order, or null.</param>
    public static Policy Policy(Bundle bundle, Labels labels, EvaluationReport? measured)
    {
        var isPair = bundle.Descriptor.Task == RoutingTask.Pair;
        var costs = labels.Models.Select(model => model.ExpectedCostUsd).ToArray();
        var dearest = isPair ? 1 : Array.IndexOf(costs, costs.Max());
        return bundle.Policy with
        {
            OperatingPoints = [.. bundle.Policy.OperatingPoints.Select((point, i) =>
            {
                var result = measured?.OperatingPoints[i];
                return point with
                {
                    StrongShare = result?.Shares[dearest] ?? (isPair ? point.StrongShare : _undefined),
                    Quality = result?.Quality ?? (isPair ? point.Quality : _undefined),
                    CostUsd = result?.CostUsd ?? _undefined,
                    Certificate = isPair && point.Certificate is { } promise && double.IsNaN(promise.MaxCostUsd) ? promise : null,
                };
            })],
        };
    }

    /// <summary>Where everything came from, the new prices under <c>repriced</c>; those of an earlier change are replaced.</summary>
    /// <exception cref="BundleException">What is there is no JSON object.</exception>
    public static byte[] Provenance(Bundle bundle, PriceTable prices)
    {
        var provenance = JsonNode.Parse(bundle.File(BundleFiles.Provenance).Span) as JsonObject
            ?? throw new BundleException($"{bundle.Directory}: {BundleFiles.Provenance} is no JSON object");
        provenance["repriced"] = JsonSerializer.SerializeToNode(
            new { file = prices.From, prices.Date, prices.Source, prices.Sha256 }, BundleJson.Indented);
        return BundleJson.ToFile(provenance);
    }
}
