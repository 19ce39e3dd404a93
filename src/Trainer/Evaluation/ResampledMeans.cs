using Trainer.Export;

namespace Trainer.Evaluation;

/// <summary>
/// Means of several columns, and the same means in every resample. A mean's interval is BCa, its acceleration from the jackknife
/// over clusters; a function of several means (a ratio, the height above a hull) has the percentile interval.
/// </summary>
internal sealed class ResampledMeans
{
    private readonly double[][] _clusterSums;
    private readonly double[] _clusterRows;
    private readonly double[][] _replicates;
    private readonly double[] _values;

    /// <param name="rows">Rows behind every mean.</param>
    /// <param name="clusterSums">[columns][clusters].</param>
    /// <param name="clusterRows">Rows in each cluster.</param>
    /// <param name="replicates">[columns][resamples].</param>
    public ResampledMeans(int rows, double[][] clusterSums, double[] clusterRows, double[][] replicates)
    {
        Rows = rows;
        (_clusterSums, _clusterRows, _replicates) = (clusterSums, clusterRows, replicates);
        _values = Array.ConvertAll(clusterSums, sums => sums.Sum() / rows);
    }

    public delegate double Function(ReadOnlySpan<double> means);

    public int Rows { get; }

    public double Value(int column) => _values[column];

    public Estimate Estimate(int column) => Mean(column).ToEstimate(Rows);

    public Estimate Estimate(Function function) => Of(function).ToEstimate(Rows);

    public Replicates Mean(int column)
    {
        var (errors, acceleration) = Jackknife(column);
        return errors is null ? new(_values[column], [double.NaN]) : new(_values[column], _replicates[column], acceleration);
    }

    /// <summary>The standard error of a mean, from the jackknife over clusters; NaN with a single cluster.</summary>
    public double StandardError(int column)
    {
        var (errors, _) = Jackknife(column);
        double clusters = _clusterRows.Length;
        return errors is null ? double.NaN : Math.Sqrt((clusters - 1) / clusters * errors.Sum(error => error * error));
    }

    public Replicates Of(Function function)
    {
        var value = function(_values);
        if (_clusterRows.Length < 2)
        {
            return new(value, [double.NaN]);
        }

        var means = new double[_values.Length];
        var replicates = new double[_replicates.Length == 0 ? 0 : _replicates[0].Length];
        for (var b = 0; b < replicates.Length; b++)
        {
            for (var column = 0; column < means.Length; column++)
            {
                means[column] = _replicates[column][b];
            }

            replicates[b] = function(means);
        }

        return new(value, replicates);
    }

    // Efron 1987, eq. 6.6 with the jackknife: a = sum u^3 / (6 (sum u^2)^1.5), u = mean of the leave-one-out values - value without j.
    private (double[]? Errors, double Acceleration) Jackknife(int column)
    {
        if (_clusterRows.Length < 2)
        {
            return (null, double.NaN);
        }

        var sums = _clusterSums[column];
        var total = sums.Sum();
        var without = new double[sums.Length];
        for (var j = 0; j < sums.Length; j++)
        {
            without[j] = (total - sums[j]) / (Rows - _clusterRows[j]);
        }

        var mean = without.Average();
        var errors = Array.ConvertAll(without, value => mean - value);
        var squares = errors.Sum(error => error * error);
        return (errors, squares > 0 ? errors.Sum(error => error * error * error) / (6 * Math.Pow(squares, 1.5)) : 0);
    }
}
