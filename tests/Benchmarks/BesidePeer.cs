using System.Globalization;
using Trainer.Evaluation;

namespace Benchmarks;

/// <summary>
/// A router beside the best single peer of the baselines, scikit-learn's logistic regression on character trigrams, on the test rows of several
/// splits. These share rows, so that the resamples are drawn from all rows of the tables once, and count in every split that has them.
/// </summary>
/// <param name="data">The shared data folder.</param>
/// <param name="rows">Rows of the tables, all of them.</param>
internal sealed class BesidePeer(string data, int rows)
{
    private const string Peer = "lr_char3_diff";
    private const int Resamples = 2_000;

    private readonly List<(int[] Rows, CostQualityCurve Ours, CostQualityCurve Peers)> _splits = [];

    /// <summary>Adds a split whose test queries were scored.</summary>
    public void Add(string split, PairOutcomes test, double[] scores)
    {
        var lines = File.ReadAllLines(Path.Combine(data, "mmlu_splits/peer_scores.csv"));
        var column = Array.IndexOf(lines[0].Split(','), Peer);
        string[][] own = [.. lines.Skip(1).Select(line => line.Split(',')).Where(fields => fields[0] == split)];
        var peers = own.ToDictionary(
            fields => int.Parse(fields[1], CultureInfo.InvariantCulture), fields => double.Parse(fields[column], CultureInfo.InvariantCulture));
        var testRows = MmluSplit.TestRows(data, split);
        _splits.Add((
            testRows,
            new CostQualityCurve(test, scores),
            new CostQualityCurve(test, Array.ConvertAll(testRows, row => peers[row]))));
    }

    /// <summary>The mean difference of exact APGR over the splits with its paired interval, in words.</summary>
    public override string ToString()
    {
        var bootstrap = new ClusterBootstrap([.. Enumerable.Range(0, rows)], 42);
        var difference = bootstrap.Percentile(
            1,
            (weights, values) =>
            {
                values[0] = 0;
                foreach (var (testRows, ours, peers) in _splits)
                {
                    int[] own = new int[testRows.Length];
                    for (var i = 0; i < own.Length; i++)
                    {
                        own[i] = weights[testRows[i]];
                    }

                    ours.Weigh(own);
                    peers.Weigh(own);
                    values[0] += (ours.Apgr() - peers.Apgr()) / _splits.Count;
                }
            },
            Resamples)[0].ToEstimate(rows);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"exact APGR beside {Peer}, mean of {_splits.Count} splits: {difference.Value:+0.0000;-0.0000} ({difference.Low:+0.0000;-0.0000} to {difference.High:+0.0000;-0.0000}, 95 %, paired, n {rows})");
    }
}
