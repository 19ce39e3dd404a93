using System.Runtime.InteropServices;
using Trainer.Features;
using Trainer.Features.Text;
using Trainer.Onnx;

namespace Trainer.Calibration;

/// <summary>
/// What a query's domain says beyond its score: log-odds · slope + offset after the calibration of all queries. Both are fitted with normal priors
/// around 1 and 0, so that a domain of few queries hardly leaves the common map and one of many has its own; a domain with fewer than
/// <see cref="LeastRows"/> queries, one that is not known and none at all have the common map.
/// </summary>
internal sealed record DomainCalibration
{
    /// <summary>Queries from which a domain has a map of its own.</summary>
    public const int LeastRows = 20;

    // Domains are taken to differ by a standard deviation of 0.5 in the level of their log-odds, and of 0.25 in their slope: precisions 4 and 16.
    private const double OffsetPrecision = 4;
    private const double SlopePrecision = 16;
    private const double SmallestSlope = 0.05;

    private readonly Dictionary<string, int> _index;

    /// <param name="domains">Their names.</param>
    /// <param name="slopes">[domains][scores].</param>
    /// <param name="offsets">[domains][scores].</param>
    public DomainCalibration(IReadOnlyList<string> domains, float[][] slopes, float[][] offsets)
    {
        (Domains, Slopes, Offsets) = (domains, slopes, offsets);
        _index = Enumerable.Range(0, domains.Count).ToDictionary(d => domains[d], StringComparer.Ordinal);
    }

    /// <summary>Their names, in ordinal order.</summary>
    public IReadOnlyList<string> Domains { get; }

    /// <summary>By domain and score, above 0.</summary>
    public float[][] Slopes { get; }

    /// <summary>By domain and score.</summary>
    public float[][] Offsets { get; }

    /// <summary>The log-odds of one score of a query of that domain, in the float32 operations of the graph.</summary>
    public float LogOdds(string? domain, int score, float common) => domain is not null && _index.TryGetValue(QueryText.Clean(domain), out var d)
        ? (common * Slopes[d][score]) + Offsets[d][score]
        : common;

    /// <summary>Fits; O(rows × scores).</summary>
    /// <param name="domains">Of every row; null for none.</param>
    /// <param name="maps">The common maps.</param>
    /// <param name="rows">Of every score the rows to fit on, their raw scores and targets.</param>
    public static DomainCalibration Fit(
        IReadOnlyList<string?> domains, IReadOnlyList<Calibrator> maps, IReadOnlyList<(int[] Rows, double[] Raw, double[] Target)> rows)
    {
        string[] names = [.. rows.SelectMany(score => score.Rows).Distinct().Select(row => domains[row]).OfType<string>()
            .GroupBy(QueryText.Clean, StringComparer.Ordinal)
            .Where(domain => domain.Count() >= LeastRows)
            .Select(domain => domain.Key)
            .Order(StringComparer.Ordinal)];
        var index = names.Select((name, d) => (name, d)).ToDictionary(pair => pair.name, pair => pair.d, StringComparer.Ordinal);
        var (slopes, offsets) = (Empty(), Empty());
        for (var m = 0; m < maps.Count; m++)
        {
            var (logOdds, targets) = (Lists(), Lists());
            for (var i = 0; i < rows[m].Rows.Length; i++)
            {
                if (domains[rows[m].Rows[i]] is { } name && index.TryGetValue(QueryText.Clean(name), out var d))
                {
                    logOdds[d].Add(maps[m].LogOdds((float)rows[m].Raw[i]));
                    targets[d].Add(rows[m].Target[i]);
                }
            }

            for (var d = 0; d < names.Length; d++)
            {
                (slopes[d][m], offsets[d][m]) = Fit(CollectionsMarshal.AsSpan(logOdds[d]), CollectionsMarshal.AsSpan(targets[d]));
            }
        }

        return new DomainCalibration(names, slopes, offsets);

        float[][] Empty() => [.. names.Select(_ => new float[maps.Count])];
        List<double>[] Lists() => [.. names.Select(_ => new List<double>())];
    }

    /// <summary>One domain's slope and offset on the common log-odds; (1, 0) with fewer than <see cref="LeastRows"/> rows.</summary>
    public static (float Slope, float Offset) Fit(ReadOnlySpan<double> logOdds, ReadOnlySpan<double> target)
    {
        if (target.Length < LeastRows)
        {
            return (1, 0);
        }

        var ones = new double[target.Length];
        Array.Fill(ones, 1);
        var fit = LogisticFit.Minimise(
            [logOdds.ToArray(), ones], target.ToArray(), [1, 0], [SmallestSlope, double.NegativeInfinity], [SlopePrecision, OffsetPrecision]);
        return ((float)fit[0], (float)fit[1]);
    }

    /// <summary>Writes the log-odds [N, scores] by domain of the common ones [N, scores].</summary>
    public string Emit(QueryInputs inputs, string common)
    {
        if (Domains.Count == 0)
        {
            return common;
        }

        var graph = inputs.Graph;
        var scores = Slopes[0].Length;
        var index = graph.Add(
            "LabelEncoder",
            GraphBuilder.MlDomain,
            [inputs.Domain],
            Attr.Strings("keys_strings", Domains),
            Attr.Ints("values_int64s", [.. Enumerable.Range(0, Domains.Count).Select(d => (long)d)]),
            Attr.Int("default_int64", Domains.Count));
        string Taken(string name, float[][] table, float otherwise) => graph.Add("Gather", [
            graph.Constant(
                name, [.. table.SelectMany(row => row), .. Enumerable.Repeat(otherwise, scores)], Domains.Count + 1, scores),
            index,
        ]);
        return graph.Add("Add", [
            graph.Add("Mul", [common, Taken("domain_slopes", Slopes, 1)]),
            Taken("domain_offsets", Offsets, 0),
        ]);
    }
}
