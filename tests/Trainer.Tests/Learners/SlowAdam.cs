using Trainer.Training;

namespace Trainer.Tests.Learners;

/// <summary>
/// Adam in double precision on parameters that begin as a model's, with gradients by central differences of a loss: slow and obvious.
/// </summary>
internal sealed class SlowAdam
{
    private readonly Dictionary<string, (double[] Means, double[] Squares)> _memory = [];
    private int _steps;

    public SlowAdam(ParameterSet parameters)
    {
        foreach (var parameter in parameters)
        {
            Values.Add(parameter.Name, Array.ConvertAll(parameter.Values, value => (double)value));
            _memory.Add(parameter.Name, (new double[parameter.Values.Length], new double[parameter.Values.Length]));
        }
    }

    public Dictionary<string, double[]> Values { get; } = [];

    public Dictionary<string, double[]> Gradient(Func<double> loss)
    {
        const double Step = 1e-5;
        return Values.ToDictionary(pair => pair.Key, pair => pair.Value.Select((at, i) =>
        {
            pair.Value[i] = at + Step;
            var above = loss();
            pair.Value[i] = at - Step;
            var below = loss();
            pair.Value[i] = at;
            return (above - below) / (2 * Step);
        }).ToArray());
    }

    public void Step(Func<double> loss, double rate, double l2, params string[] free)
    {
        _steps++;
        foreach (var (name, gradient) in Gradient(loss))
        {
            var (values, (means, squares)) = (Values[name], _memory[name]);
            for (var i = 0; i < values.Length; i++)
            {
                var slope = gradient[i] + (free.Contains(name) ? 0 : l2 * values[i]);
                means[i] = (0.9 * means[i]) + (0.1 * slope);
                squares[i] = (0.999 * squares[i]) + (0.001 * slope * slope);
                values[i] -= rate * means[i] / (1 - Math.Pow(0.9, _steps)) / (Math.Sqrt(squares[i] / (1 - Math.Pow(0.999, _steps))) + 1e-8);
            }
        }
    }

    public void AssertEqual(ParameterSet parameters, double tolerance)
    {
        foreach (var parameter in parameters)
        {
            for (var i = 0; i < parameter.Values.Length; i++)
            {
                Assert.AreEqual(Values[parameter.Name][i], parameter.Values[i], tolerance, $"{parameter.Name}[{i}]");
            }
        }
    }
}
