using System.Globalization;
using System.Text.Json.Serialization;

namespace Trainer.Learners.Supervision;

/// <summary>
/// What a better answer is worth where models are compared: utility = quality · q − cost · c / C − latency · l / L, where C is the mean
/// known cost of the dearest candidate and L the mean known latency of the slowest one, both on the training queries. Quality is in
/// [0,1] already, so that a weight of 1 for each makes "the dearest model's mean cost" worth as much as "wrong to right". An unknown
/// cost or latency counts as the model's mean, and as 0 where nothing is known of the model.
/// </summary>
/// <param name="Quality">q, at least 0.</param>
/// <param name="Cost">c, at least 0.</param>
/// <param name="Latency">l, at least 0.</param>
internal sealed record OutcomeWeights(double Quality = 1, double Cost = 0, double Latency = 0)
{
    /// <summary>Whether no weight is negative and one is above 0.</summary>
    [JsonIgnore]
    public bool IsValid => double.IsFinite(Quality + Cost + Latency) && Quality >= 0 && Cost >= 0 && Latency >= 0 && Quality + Cost + Latency > 0;

    /// <summary>The weights for a sentence.</summary>
    [JsonIgnore]
    public string Words => string.Create(CultureInfo.InvariantCulture, $"quality {Quality}, cost {Cost}, latency {Latency}");

    /// <summary>Utility of every outcome, [models][queries], NaN where a model was not run.</summary>
    public double[][] Utility(double[][] quality, double[][] costUsd, double[][] latencySeconds)
    {
        if (this == new OutcomeWeights())
        {
            return quality;
        }

        var (costs, latencies) = (Shares(costUsd), Shares(latencySeconds));
        return [.. quality.Select((column, m) => column.Select((y, row) =>
            (Quality * y) - (Cost * costs[m][row]) - (Latency * latencies[m][row])).ToArray())];
    }

    // Every value as a share of the largest model mean.
    private static double[][] Shares(double[][] values)
    {
        var means = Array.ConvertAll(values, column => column.Where(double.IsFinite).DefaultIfEmpty(0).Average());
        var largest = means.DefaultIfEmpty(0).Max();
        return [.. values.Select((column, m) => column.Select(value =>
            largest > 0 ? (double.IsNaN(value) ? means[m] : value) / largest : 0).ToArray())];
    }
}
