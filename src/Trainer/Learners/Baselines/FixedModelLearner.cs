using System.Text.Json.Serialization;

namespace Trainer.Learners.Baselines;

/// <summary>Always the same model, chosen once on the training queries: a policy, to stand beside routers or to be shipped like one.</summary>
internal abstract record FixedModelLearner : ILearner
{
    // As a log-odds it is a probability of 0.99995.
    private const float Certain = 10;

    [JsonIgnore]
    public bool UsesFeatures => false;

    [JsonIgnore]
    public bool IsPolicy => true;

    public double Operations(TrainingShape shape) => (double)shape.Queries * shape.Models;

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        var chosen = Choose(data);
        return new FixedScores(data.IsPair
            ? [chosen == 1 ? Certain : -Certain]
            : [.. data.Quality.Select((_, m) => m == chosen ? Certain : -Certain)]);
    }

    /// <summary>The index of the model to take.</summary>
    protected abstract int Choose(TrainingSet data);

    /// <summary>The mean of the known values; NaN where there is none.</summary>
    protected static double Mean(double[] column) => column.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The model with the lowest value; models without one are passed over.</summary>
    /// <exception cref="UsageException">No model has a value.</exception>
    protected static int Lowest(TrainingSet data, Func<int, double> value, string missing)
    {
        int[] known = [.. Enumerable.Range(0, data.Quality.Length).Where(m => !double.IsNaN(value(m)))];
        return known.Length > 0
            ? known.MinBy(value)
            : throw new UsageException($"{missing}: {string.Join(", ", data.Models)}");
    }
}
