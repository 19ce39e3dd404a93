using Trainer.Evaluation.Report;
using Trainer.Export;

namespace Trainer.Evaluation;

/// <summary>
/// The part of a report that a pair and a pool share: single models, baselines and operating points, all as means of the same
/// resamples. The hull's cost axis is USD; for a pair without prices the share of strong calls; for a pool without prices 0.
/// </summary>
internal sealed class EvaluationTables
{
    private readonly PoolOutcomes _singles;
    private readonly IReadOnlyList<RoutedPoint> _routed;
    private readonly int _reference;
    private readonly EvaluationOptions _options;
    private readonly string[] _names;
    private readonly List<double[]> _columns = [];
    private readonly int _oracle;
    private readonly int[] _points;
    private readonly ResampledMeans _means;

    /// <param name="singles">All models that could be used alone; the router's own come first.</param>
    /// <param name="hullCost">[models][rows], the hull's cost axis.</param>
    /// <param name="reference">The model that losses and savings are counted from.</param>
    /// <param name="routed">The router at its operating points.</param>
    /// <param name="options">Names, seed, resamples.</param>
    public EvaluationTables(
        PoolOutcomes singles, double[][] hullCost, int reference, IReadOnlyList<RoutedPoint> routed, EvaluationOptions options)
    {
        if (routed.Count == 0)
        {
            throw new ArgumentException("There is no operating point; give at least one, the first is the main one.", nameof(routed));
        }

        if (options.Domains.Count != 0 && options.Domains.Count != singles.Rows)
        {
            throw new ArgumentException(
                $"{options.Domains.Count} domains for {singles.Rows} rows; give one for each row or none.", nameof(options));
        }

        (_singles, _reference, _routed, _options) = (singles, reference, routed, options);
        _names = [.. Enumerable.Range(0, singles.Models).Select(m => m < options.Models.Count
            ? options.Models[m]
            : options.OtherModels.ElementAtOrDefault(m - singles.Models + options.OtherModels.Count)?.Name ?? $"model {m}")];
        Bootstrap = new ClusterBootstrap(singles.Cluster, options.Seed);

        // Model m: quality in column m, hull cost in column models + m.
        _columns.AddRange(singles.Quality);
        _columns.AddRange(hullCost);
        var oracle = new Decisions(singles, Baselines.Oracle(singles));
        _oracle = _columns.Count;
        _columns.AddRange([oracle.Quality, oracle.CostUsd ?? new double[singles.Rows]]);
        _points = [.. routed.Select(point => AddPoint(point.Decisions, hullCost))];
        _means = Bootstrap.Means(_columns, options.MeanResamples);
    }

    public ClusterBootstrap Bootstrap { get; }

    public IReadOnlyList<ModelReport> ReportModels() =>
        [.. _names.Select((name, m) => new ModelReport(name, _means.Estimate(m), Money(_singles.Models + m)))];

    public BaselineReport ReportBaselines()
    {
        var best = Baselines.BestConstant(_singles);
        var cheapest = Baselines.Cheapest(_singles);
        var dearest = Baselines.Dearest(_singles);
        return new(
            _names[best],
            cheapest is { } c ? _names[c] : null,
            dearest is { } d ? _names[d] : null,
            _means.Estimate(_oracle),
            Money(_oracle + 1),
            UpperHull.Of(_names.Select((_, m) => new CostQuality(_means.Value(_singles.Models + m), _means.Value(m)))));
    }

    public IReadOnlyList<OperatingPointReport> ReportOperatingPoints(bool isPair = false) =>
        [.. _routed.Select((routed, i) => Report(routed.Point, _points[i], isPair))];

    /// <summary>
    /// Height of an operating point over the hull of single models at equal cost; the hull is drawn anew in every resample.
    /// </summary>
    public Replicates AdvantageOverHull(int point)
    {
        var column = _points[point];
        return _means.Of(means =>
        {
            Span<CostQuality> singles = stackalloc CostQuality[_singles.Models];
            for (var m = 0; m < singles.Length; m++)
            {
                singles[m] = new(means[singles.Length + m], means[m]);
            }

            var length = UpperHull.Build(singles);
            return means[column] - UpperHull.QualityAt(singles[..length], means[column + 1]);
        });
    }

    /// <summary>The main operating point, domain by domain in the order of their names; rows without a domain are in none.</summary>
    public IReadOnlyList<DomainReport> ReportDomains()
    {
        var decisions = _routed[0].Decisions;
        return [.. Enumerable.Range(0, _options.Domains.Count)
            .Where(row => _options.Domains[row] is not null)
            .GroupBy(row => _options.Domains[row]!, StringComparer.Ordinal)
            .OrderBy(domain => domain.Key, StringComparer.Ordinal)
            .Select(domain => Domain(domain.Key, [.. domain], decisions))];
    }

    // Quality, hull cost, regret, top-one, then one column of choices for each model.
    private int AddPoint(Decisions decisions, double[][] hullCost)
    {
        var first = _columns.Count;
        double[] cost = [.. decisions.Choice.Select((choice, row) => hullCost[choice][row])];
        _columns.AddRange([decisions.Quality, cost, decisions.Regret, decisions.TopOne]);
        _columns.AddRange(Enumerable.Range(0, _singles.Models).Select(decisions.Chose));
        return first;
    }

    private OperatingPointReport Report(NamedSetting point, int column, bool isPair) => new()
    {
        Name = point.Name,
        Setting = point.Setting,
        Shares = [.. _names.Select((_, m) => _means.Estimate(column + 4 + m))],
        Quality = _means.Estimate(column),
        CostUsd = Money(column + 1),
        QualityLoss = _means.Estimate(means => means[_reference] - means[column]),
        QualityKept = _means.Value(_reference) > 0 ? _means.Estimate(means => means[column] / means[_reference]) : null,
        CostSaving = _singles.CostUsd is null
            ? null
            : _means.Estimate(means => 1 - (means[column + 1] / means[_singles.Models + _reference])),
        Regret = _means.Estimate(column + 2),
        TopOneAccuracy = _means.Estimate(column + 3),
        AdvantageOverHull = AdvantageOverHull(Array.IndexOf(_points, column)).ToEstimate(_singles.Rows),
        IbcLift = isPair && _singles.CostUsd is not null ? IbcLift(column) : null,
    };

    // Quality bought per USD beyond the weak model's, over what always asking the strong one buys, less 1; as all that divides by the
    // gap, only where the gap can be told from 0.
    private Estimate IbcLift(int column)
    {
        var ((weak, strong), models) = (_options.Base, _singles.Models);
        if (!(_means.Estimate(means => means[strong] - means[weak]).Low > 0))
        {
            return new(double.NaN, double.NaN, double.NaN, _singles.Rows);
        }

        return _means.Estimate(means =>
        {
            var router = (means[column] - means[weak]) / (means[column + 1] - means[models + weak]);
            var dear = (means[strong] - means[weak]) / (means[models + strong] - means[models + weak]);
            return (router - dear) / dear;
        });
    }

    private DomainReport Domain(string name, int[] rows, Decisions decisions)
    {
        double[] Pick(double[] column) => Array.ConvertAll(rows, row => column[row]);
        var bootstrap = new ClusterBootstrap(Array.ConvertAll(rows, row => _singles.Cluster[row]), _options.Seed);
        var models = _singles.Models;
        var means = bootstrap.Means(
            [
                .. _singles.Quality.Select(Pick),
                .. Enumerable.Range(0, models).Select(m => Pick(decisions.Chose(m))),
                Pick(decisions.Quality),
                .. decisions.CostUsd is null ? Array.Empty<double[]>() : [Pick(decisions.CostUsd)],
            ],
            _options.MeanResamples);
        return new(
            name,
            rows.Length,
            [.. Enumerable.Range(0, models).Select(means.Estimate)],
            means.Estimate(2 * models),
            decisions.CostUsd is null ? null : means.Estimate((2 * models) + 1),
            [.. Enumerable.Range(models, models).Select(means.Estimate)]);
    }

    private Estimate? Money(int column) => _singles.CostUsd is null ? null : _means.Estimate(column);
}
