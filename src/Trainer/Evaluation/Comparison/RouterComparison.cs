using System.Numerics.Tensors;
using Trainer.Evaluation.Conventions;
using Trainer.Export;

namespace Trainer.Evaluation.Comparison;

/// <summary>
/// Routers, single models, coins and the oracle on the same queries. All means share one set of resamples and all curves another, so that every
/// difference is paired.
/// </summary>
internal sealed class RouterComparison
{
    private readonly IReadOnlyList<ScoredRouter> _routers;
    private readonly PoolOutcomes _singles;
    private readonly Policy[] _policies;
    private readonly int[] _domainOfRow;
    private readonly int _domains;
    private readonly int _resamples;
    private readonly bool _hasCosts;
    private readonly IReadOnlyList<RoutedPoint>[] _routed;

    /// <param name="routers">The first is the one that others are compared with; their tables have the same queries.</param>
    /// <param name="models">Names of all single models.</param>
    /// <param name="singles">Their outcomes on the same rows.</param>
    /// <param name="domains">The domain of each row, null where unknown.</param>
    /// <param name="seed">Seed of the resamples.</param>
    /// <param name="resamples">Of curves; means get ten times as many.</param>
    public RouterComparison(
        IReadOnlyList<ScoredRouter> routers,
        IReadOnlyList<string> models,
        PoolOutcomes singles,
        IReadOnlyList<string?> domains,
        ulong seed,
        int resamples)
    {
        (_routers, _singles, _resamples) = (routers, singles, resamples);
        _routed = [.. routers.Select(router => router.Route())];
        _hasCosts = singles.CostUsd is not null;
        Bootstrap = new ClusterBootstrap(singles.Cluster, seed);
        _policies = [.. Routers(), .. Singles(models), .. Coins(), Oracle()];
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        _domainOfRow = [.. domains.Select(domain =>
        {
            names.TryAdd(domain ?? "", names.Count);
            return names[domain ?? ""];
        })];
        _domains = names.Count;
    }

    public ClusterBootstrap Bootstrap { get; }

    /// <summary>What each router decided at each of its operating points.</summary>
    public IReadOnlyList<IReadOnlyList<RoutedPoint>> Routed => _routed;

    /// <summary>Paired means of every policy.</summary>
    public IReadOnlyList<PolicyReport> Policies()
    {
        // Per policy: quality, its difference, cost, its difference.
        var first = _policies[0];
        double[] Less(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];
        var perPolicy = _hasCosts ? 4 : 2;
        var means = Bootstrap.Means(
            [
                .. _policies.SelectMany(policy => (double[][])
                [
                    policy.Quality,
                    Less(policy.Quality, first.Quality),
                    .. _hasCosts ? [policy.CostUsd!, Less(policy.CostUsd!, first.CostUsd!)] : Array.Empty<double[]>(),
                ]),
            ],
            10 * _resamples);
        CostQuality Point(ReadOnlySpan<double> of, int policy) => new(of[(policy * perPolicy) + 2], of[policy * perPolicy]);
        CostQuality Mean(int policy) => new(means.Value((policy * perPolicy) + 2), means.Value(policy * perPolicy));
        int[] comparable = [.. Enumerable.Range(0, _policies.Length).Where(p => _policies[p].Kind is PolicyKind.Router or PolicyKind.Model)];
        return [.. _policies.Select((policy, p) => new PolicyReport
        {
            Name = policy.Name,
            Kind = policy.Kind,
            IsMain = policy.IsMain,
            Quality = means.Estimate(p * perPolicy),
            CostUsd = _hasCosts ? means.Estimate((p * perPolicy) + 2) : null,
            QualityDifference = p == 0 ? null : means.Estimate((p * perPolicy) + 1),
            CostDifferenceUsd = p == 0 || !_hasCosts ? null : means.Estimate((p * perPolicy) + 3),
            DominatedBy = _hasCosts ? [.. comparable.Where(other => CostQualityDominance.Dominates(Mean(other), Mean(p))).Select(other => _policies[other].Name)] : null,
            OnFront = _hasCosts && comparable.Contains(p)
                ? means.Of(of =>
                {
                    foreach (var other in comparable)
                    {
                        if (CostQualityDominance.Dominates(Point(of, other), Point(of, p)))
                        {
                            return 0;
                        }
                    }

                    return 1;
                }).Mean
                : null,
        })];
    }

    /// <summary>The routers in other projects' numbers, and the AIQ of the coin between single models among them.</summary>
    public (IReadOnlyList<ConventionReport> Routers, Estimate? ZeroRouterAiq) Conventions()
    {
        var layout = new Layout(_routers.Count);
        RouterCurve[] curves = _hasCosts || _routers.Count > 1 ? [.. _routers.Select(router => router.Curve())] : [];
        var replicates = Bootstrap.Percentile(layout.Count, () => Worker(layout, curves), _resamples);
        var n = _singles.Rows;
        Estimate Of(int router, int metric) => replicates[layout.At(router, metric)].ToEstimate(n);
        Estimate? Money(int router, int metric) => _hasCosts ? Of(router, metric) : null;
        return (
            [.. _routers.Select((router, r) => Arena(router, r) with
            {
                DomainMean = Of(r, Layout.DomainMean),
                GainOverRandom = Of(r, Layout.GainOverRandom),
                GainOverBest = Of(r, Layout.GainOverBest),
                GapToOracle = Of(r, Layout.GapToOracle),
                PerformanceGain = Of(r, Layout.PerformanceGain),
                CostSaving = Money(r, Layout.CostSaving),
                ParetoDistance = Money(r, Layout.ParetoDistance),
                AiqAsCoded = Money(r, Layout.AiqAsCoded),
                AiqAsPublished = Money(r, Layout.AiqAsPublished),
                AiqDifference = r == 0 ? null : Money(r, Layout.AiqDifference),
                AreaOverHull = Money(r, Layout.AreaOverHull),
                AreaOverHullDifference = r == 0 ? null : Money(r, Layout.AreaDifference),
                ApgrDifference = r > 0 && HasSamePair(r) ? Of(r, Layout.ApgrDifference) : null,
            })],
            _hasCosts ? replicates[layout.ZeroRouter].ToEstimate(n) : null);
    }

    /// <summary>The main operating points on some of the rows.</summary>
    public SliceReport Slice(string name, int[] rows, IReadOnlyList<string> models)
    {
        double[] Pick(double[] column) => Array.ConvertAll(rows, row => column[row]);
        var main = MainPolicies();
        var best = Enumerable.Range(0, _singles.Models).MaxBy(m => Pick(_singles.Quality[m]).Average());
        var first = Pick(main[0].Quality);
        var routers = main.Length;
        var bootstrap = new ClusterBootstrap(Array.ConvertAll(rows, row => _singles.Cluster[row]), Bootstrap.Seed);
        var means = bootstrap.Means(
            [
                .. main.Select(policy => Pick(policy.Quality)),
                .. main.Select(policy => Pick(policy.Quality).Zip(first, (a, b) => a - b).ToArray()),
                Pick(_singles.Quality[best]),
                .. _hasCosts ? main.Select(policy => Pick(policy.CostUsd!)) : [],
            ],
            10 * _resamples);
        var all = Enumerable.Range(0, routers);
        return new(
            name,
            rows.Length,
            [.. all.Select(means.Estimate)],
            _hasCosts ? [.. all.Select(r => means.Estimate((2 * routers) + 1 + r))] : null,
            [.. all.Select(r => means.Estimate(routers + r))],
            models[best],
            means.Estimate(2 * routers));
    }

    private Policy[] MainPolicies() => [.. _policies.Where(policy => policy.IsMain)];

    // What needs one operating point only.
    private ConventionReport Arena(ScoredRouter router, int index)
    {
        var main = _policies.First(policy => policy.Router == index);
        var best = Baselines.BestConstant(_singles);
        var decisions = _routed[index][0].Decisions;
        var models = router.Table.Models.Count;
        var columns = _hasCosts
            ? RouterArenaConvention.Columns(_singles, main.Quality, main.CostUsd!)
            : [[], [], main.Quality, new Decisions(_singles, Baselines.Oracle(_singles)).Quality, [], []];
        double[][] all =
        [
            .. columns.Select(column => column.Length == 0 ? new double[_singles.Rows] : column),
            main.CostUsd ?? new double[_singles.Rows],
            _singles.Quality[best],
            .. Enumerable.Range(0, models).Select(decisions.Chose),
        ];
        var means = Bootstrap.Means(all, 10 * _resamples);
        var none = new Estimate(double.NaN, double.NaN, double.NaN, _singles.Rows);
        return new()
        {
            Router = router.Name,
            ArenaScore = _hasCosts ? means.Estimate(of => RouterArenaConvention.Score(of[2], 1000 * of[6])) : null,
            OptimalSelection = _hasCosts ? means.Estimate(of => of[0] / of[1]) : null,
            OptimalAccuracy = means.Estimate(of => of[2] / of[3]),
            OptimalCost = _hasCosts ? means.Estimate(of => of[5] / of[4]) : null,
            OverBest = means.Estimate(of => RouterEvalConvention.OverBest(of[2], of[7])),
            ChoiceEntropy = means.Estimate(of => RouterEvalConvention.Entropy(of[8..])),
            DomainMean = none,
            GainOverRandom = none,
            GainOverBest = none,
            GapToOracle = none,
            PerformanceGain = none,
        };
    }

    // Everything that is recomputed under other weights of the rows, in one pass.
    private ClusterBootstrap.Metrics Worker(Layout layout, RouterCurve[] routerCurves)
    {
        var curves = Array.ConvertAll(routerCurves, curve => curve.Open());
        var overHull = _hasCosts ? new AreaOverHull(_singles) : null;
        var (scale, times) = (new double[_singles.Rows], new double[_singles.Rows]);
        var weightOfDomain = new double[_domains];
        var points = new CostQuality[_policies.Length];
        var comparable = _policies.Count(policy => policy.Kind is PolicyKind.Router or PolicyKind.Model);
        var firstModel = Array.FindIndex(_policies, policy => policy.Kind == PolicyKind.Model);
        var starts = Enumerable.Range(0, _routers.Count).Select(r => Array.FindIndex(_policies, policy => policy.Router == r)).ToArray();
        var best = BestByDomains(firstModel);
        return (weights, values) =>
        {
            values.Clear();
            Scale(weights, weightOfDomain, scale, times);
            var total = TensorPrimitives.Sum<double>(times);
            for (var p = 0; p < points.Length; p++)
            {
                points[p] = new(
                    _hasCosts ? TensorPrimitives.Dot<double>(times, _policies[p].CostUsd!) / total : 0,
                    TensorPrimitives.Dot<double>(scale, _policies[p].Quality));
            }

            double random = 0;
            for (var m = 0; m < _singles.Models; m++)
            {
                random += points[firstModel + m].Quality / _singles.Models;
            }

            for (var r = 0; r < _routers.Count; r++)
            {
                var own = points.AsSpan(starts[r], _routers[r].Points.Count);
                var accuracy = own[0].Quality;
                values[layout.At(r, Layout.DomainMean)] = accuracy;
                values[layout.At(r, Layout.GainOverRandom)] = LlmRouterBenchConvention.Gain(accuracy, random);
                values[layout.At(r, Layout.GainOverBest)] = LlmRouterBenchConvention.Gain(accuracy, points[best].Quality);
                values[layout.At(r, Layout.GapToOracle)] = LlmRouterBenchConvention.Gap(accuracy, points[^1].Quality);
                values[layout.At(r, Layout.PerformanceGain)] = LlmRouterBenchConvention.PerformanceGain(own, points[best].Quality);
                values[layout.At(r, Layout.CostSaving)] = LlmRouterBenchConvention.CostSaving(own, points[best]);
                values[layout.At(r, Layout.ParetoDistance)] = LlmRouterBenchConvention.ParetoDistance(own, points.AsSpan(0, comparable));
            }

            Curves(layout, curves, overHull, weights, values);
        };
    }

    private void Curves(
        Layout layout, RouterCurve.Reader[] curves, AreaOverHull? overHull, ReadOnlySpan<int> weights, Span<double> values)
    {
        var planes = new CostQuality[curves.Length + 1][];
        double firstApgr = 0;
        for (var r = 0; r < curves.Length; r++)
        {
            (planes[r], var apgr) = curves[r](weights);
            firstApgr = r == 0 ? apgr : firstApgr;
            values[layout.At(r, Layout.ApgrDifference)] = apgr - firstApgr;
            values[layout.At(r, Layout.AreaOverHull)] = overHull?.Value(planes[r], weights) ?? double.NaN;
            values[layout.At(r, Layout.AreaDifference)] = values[layout.At(r, Layout.AreaOverHull)] - values[layout.At(0, Layout.AreaOverHull)];
        }

        if (overHull is null)
        {
            return;
        }

        planes[^1] = overHull.Hull(weights).ToArray();
        var aiq = RouterBenchAiq.Of(planes);
        for (var r = 0; r < curves.Length; r++)
        {
            values[layout.At(r, Layout.AiqAsCoded)] = aiq[r].AsCoded;
            values[layout.At(r, Layout.AiqAsPublished)] = aiq[r].AsPublished;
            values[layout.At(r, Layout.AiqDifference)] = aiq[r].AsPublished - aiq[0].AsPublished;
        }

        values[layout.ZeroRouter] = aiq[^1].AsPublished;
    }

    // Row weights such that a dot product is the mean over domains of the domains' means.
    private void Scale(ReadOnlySpan<int> weights, double[] weightOfDomain, double[] scale, double[] times)
    {
        Array.Clear(weightOfDomain);
        for (var row = 0; row < weights.Length; row++)
        {
            times[row] = weights[row];
            weightOfDomain[_domainOfRow[row]] += weights[row];
        }

        var known = weightOfDomain.Count(weight => weight > 0);
        for (var row = 0; row < weights.Length; row++)
        {
            scale[row] = weights[row] == 0 ? 0 : times[row] / (weightOfDomain[_domainOfRow[row]] * known);
        }
    }

    // The best single model is chosen once: its luck on these queries is the router's burden.
    private int BestByDomains(int firstModel)
    {
        var (scale, times, ones) = (new double[_singles.Rows], new double[_singles.Rows], new int[_singles.Rows]);
        Array.Fill(ones, 1);
        Scale(ones, new double[_domains], scale, times);
        return firstModel + Enumerable.Range(0, _singles.Models).MaxBy(m => TensorPrimitives.Dot<double>(scale, _singles.Quality[m]));
    }

    private bool HasSamePair(int router)
    {
        var (first, other) = (_routers[0], _routers[router]);
        if (!first.IsPair || !other.IsPair || !first.Table.Models.SequenceEqual(other.Table.Models))
        {
            return false;
        }

        var (weak, strong) = (first.Outcomes.Quality[PairOutcomes.Weak], first.Outcomes.Quality[PairOutcomes.Strong]);
        return Bootstrap.Means([[.. strong.Zip(weak, (s, w) => s - w)]], 10 * _resamples).Estimate(0).Low > 0;
    }

    private IEnumerable<Policy> Routers() => _routers.SelectMany((router, r) => _routed[r].Select((routed, i) => new Policy(
        $"{router.Name}, {routed.Point.Name}",
        PolicyKind.Router,
        routed.Decisions.Quality,
        _hasCosts ? routed.Decisions.CostUsd : null)
    {
        Router = r,
        IsMain = i == 0,
    }));

    private IEnumerable<Policy> Singles(IReadOnlyList<string> models) =>
        models.Select((model, m) => new Policy($"always {model}", PolicyKind.Model, _singles.Quality[m], _singles.CostUsd?[m]));

    // Exact expectations of each row, where peers draw.
    private Policy[] Coins()
    {
        var (first, decisions) = (_routers[0], _routed[0][0].Decisions);
        var even = Enumerable.Repeat(1.0 / _singles.Models, _singles.Models).ToArray();
        double[] own = [.. Enumerable.Range(0, first.Outcomes.Models).Select(m => decisions.Chose(m).Average())];
        Policy Coin(string name, PoolOutcomes outcomes, double[] shares) => new(
            name, PolicyKind.Coin, Mix(outcomes.Quality, shares), _hasCosts ? Mix(outcomes.CostUsd!, shares) : null);
        return
        [
            Coin($"coin with the shares of {first.Name}, {first.Points[0].Name}", first.Outcomes, own), Coin("coin between all models", _singles, even),
        ];
    }

    private static double[] Mix(double[][] columns, double[] shares) =>
        [.. Enumerable.Range(0, columns[0].Length).Select(row => columns.Select((column, m) => shares[m] * column[row]).Sum())];

    private Policy Oracle()
    {
        var oracle = new Decisions(_singles, Baselines.Oracle(_singles));
        return new("oracle", PolicyKind.Oracle, oracle.Quality, oracle.CostUsd);
    }

    /// <summary>Where each statistic stands among the replicates.</summary>
    private sealed class Layout(int routers)
    {
        public const int DomainMean = 0, GainOverRandom = 1, GainOverBest = 2, GapToOracle = 3, PerformanceGain = 4, CostSaving = 5,
            ParetoDistance = 6, AiqAsCoded = 7, AiqAsPublished = 8, AiqDifference = 9, AreaOverHull = 10, AreaDifference = 11, ApgrDifference = 12;

        private const int Each = 13;

        public int ZeroRouter => routers * Each;

        public int Count => ZeroRouter + 1;

        public int At(int router, int metric) => (router * Each) + metric;
    }
}
