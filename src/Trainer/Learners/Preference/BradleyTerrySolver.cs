namespace Trainer.Learners.Preference;

/// <summary>
/// Strengths θ of models by maximum likelihood: P(a beats b) = σ(θ_a − θ_b) (Bradley and Terry 1952), and with ties of their own
/// P(win) ∝ e^{d/2}, P(loss) ∝ e^{−d/2}, P(tie) ∝ ν with d = θ_a − θ_b (Davidson 1970). Newton's method on added-up counts,
/// O(models³) a step. A step Δ that changes differences by up to r is cut to ln(1 + r) / r of it: third derivatives of these likelihoods
/// are at most r times the second along Δ, so that every step gains and the last ones are Newton's own (Bach 2010, EJS 4, lemma 1).
/// Strengths are known up to a constant; steps leave their sum as it is. Buffers are kept, so an instance serves one thread.
/// </summary>
internal sealed class BradleyTerrySolver
{
    private readonly int _models;
    private readonly int _size;
    private readonly double[] _gradient;
    private readonly double[] _factor;

    /// <param name="models">Models, from 2.</param>
    /// <param name="hasTies">Whether ln ν is estimated as one more parameter after the strengths.</param>
    public BradleyTerrySolver(int models, bool hasTies)
    {
        (_models, _size) = (models, models + (hasTies ? 1 : 0));
        _gradient = new double[_size];
        _factor = new double[_size * _size];
    }

    /// <summary>Climbs from the given parameters, at most so many steps or until one changes no difference by more than 1e-12.</summary>
    /// <param name="wins">[models][models], with an entry above 0 between all models somehow, or there is no maximum.</param>
    /// <param name="ties">[models][models], symmetric; not read unless ties are estimated.</param>
    /// <param name="parameters">Where to start, and the result.</param>
    /// <param name="steps">At most.</param>
    public void Solve(ReadOnlySpan<double> wins, ReadOnlySpan<double> ties, Span<double> parameters, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Derive(wins, ties, parameters);
            Factor();
            Substitute(_gradient);
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            foreach (var change in _gradient.AsSpan(0, _models))
            {
                (low, high) = (Math.Min(low, change), Math.Max(high, change));
            }

            var range = Math.Max(high - low + (_size > _models ? Math.Abs(_gradient[_models]) : 0), 1e-12);
            var share = Math.Log(1 + range) / range;
            for (var i = 0; i < _size; i++)
            {
                parameters[i] += share * _gradient[i];
            }

            if (range <= 1e-12)
            {
                break;
            }
        }
    }

    /// <summary>
    /// Covariance of the strengths by the observed information, [models][models]; right for differences, and for deviations from the mean.
    /// </summary>
    public double[] Covariance(ReadOnlySpan<double> wins, ReadOnlySpan<double> ties, ReadOnlySpan<double> parameters)
    {
        Derive(wins, ties, parameters);
        Factor();
        var covariance = new double[_models * _models];
        var column = new double[_size];
        for (var i = 0; i < _models; i++)
        {
            Array.Clear(column);
            column[i] = 1;
            Substitute(column);
            column.AsSpan(0, _models).CopyTo(covariance.AsSpan(i * _models));
        }

        return covariance;
    }

    // The gradient, and the information (the negated Hessian) with a constant on the strengths' block that makes the free sum count.
    private void Derive(ReadOnlySpan<double> wins, ReadOnlySpan<double> ties, ReadOnlySpan<double> parameters)
    {
        Array.Clear(_gradient);
        Array.Clear(_factor);
        var hasTies = _size > _models;
        var nu = hasTies ? Math.Exp(parameters[_models]) : 0;
        for (var a = 0; a < _models; a++)
        {
            for (var b = a + 1; b < _models; b++)
            {
                var (ab, ba) = ((a * _models) + b, (b * _models) + a);
                var tied = hasTies ? ties[ab] : 0;
                var count = wins[ab] + wins[ba] + tied;
                if (count == 0)
                {
                    continue;
                }

                var difference = parameters[a] - parameters[b];
                var lost = Math.Exp(-Math.Abs(difference));
                var tie = nu * Math.Sqrt(lost);
                var sum = 1 + lost + tie;
                var (better, worse) = difference >= 0 ? (1 / sum, lost / sum) : (lost / sum, 1 / sum);
                var lead = better - worse;
                var slope = (wins[ab] - wins[ba] - (count * lead)) / 2;
                var curvature = count * (better + worse - (lead * lead)) / 4;
                _gradient[a] += slope;
                _gradient[b] -= slope;
                _factor[(a * _size) + a] += curvature;
                _factor[(b * _size) + b] += curvature;
                _factor[(b * _size) + a] -= curvature;
                if (hasTies)
                {
                    var drawn = tie / sum;
                    _gradient[_models] += tied - (count * drawn);
                    _factor[(_models * _size) + _models] += count * drawn * (1 - drawn);
                    _factor[(_models * _size) + a] -= count * drawn * lead / 2;
                    _factor[(_models * _size) + b] += count * drawn * lead / 2;
                }
            }
        }

        double trace = 0;
        for (var a = 0; a < _models; a++)
        {
            trace += _factor[(a * _size) + a];
        }

        for (var a = 0; a < _models; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                _factor[(a * _size) + b] += trace / (_models * (double)_models);
            }
        }
    }

    // Cholesky's decomposition of the lower triangle, in place.
    private void Factor()
    {
        for (var row = 0; row < _size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = _factor[(row * _size) + column];
                for (var k = 0; k < column; k++)
                {
                    sum -= _factor[(row * _size) + k] * _factor[(column * _size) + k];
                }

                _factor[(row * _size) + column] = row == column
                    ? Math.Sqrt(Math.Max(sum, double.Epsilon))
                    : sum / _factor[(column * _size) + column];
            }
        }
    }

    private void Substitute(double[] vector)
    {
        for (var row = 0; row < _size; row++)
        {
            for (var k = 0; k < row; k++)
            {
                vector[row] -= _factor[(row * _size) + k] * vector[k];
            }

            vector[row] /= _factor[(row * _size) + row];
        }

        for (var row = _size - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < _size; k++)
            {
                vector[row] -= _factor[(k * _size) + row] * vector[k];
            }

            vector[row] /= _factor[(row * _size) + row];
        }
    }
}
