using System.Globalization;
using System.Text.Json.Serialization;

namespace Trainer.Learners.Supervision;

/// <summary>
/// What a better answer is worth where models are compared: utility = quality · q + judge · j / J − cost · c / C − latency · l / L, where J is
/// the mean known judge score of the candidate that is judged best, C the mean known cost of the dearest one and L the mean known latency of
/// the slowest one, all on the training queries. Quality is in [0,1] already, so that a weight of 1 for each makes "the dearest model's mean
/// cost" worth as much as "wrong to right", on whatever scale a judge judges. An unknown judge score, cost or latency counts as the model's
/// mean, and as 0 where nothing is known of the model.
/// </summary>
/// <param name="Quality">q, at least 0.</param>
/// <param name="Cost">c, at least 0.</param>
/// <param name="Latency">l, at least 0.</param>
/// <param name="Judge">j, at least 0.</param>
internal sealed record OutcomeWeights(double Quality = 1, double Cost = 0, double Latency = 0, double Judge = 0)
{
    /// <summary>Whether no weight is negative and one is above 0.</summary>
    [JsonIgnore]
    public bool IsValid =>
        double.IsFinite(Quality + Cost + Latency + Judge) && Quality >= 0 && Cost >= 0 && Latency >= 0 && Judge >= 0
        && Quality + Cost + Latency + Judge > 0;

    /// <summary>The weights for a sentence.</summary>
    [JsonIgnore]
    public string Words => string.Create(CultureInfo.InvariantCulture, $"quality {Quality}, cost {Cost}, latency {Latency}, judge {Judge}");

    /// <summary>Utility of every outcome, [models][queries], NaN where a model was not run.</summary>
    public double[][] Utility(double[][] quality, double[][] costUsd, double[][] latencySeconds, double[][] judgeScores)
    {
        if (this == new OutcomeWeights())
        {
            return quality;
        }

        var (costs, latencies, judged) = (Shares(costUsd), Shares(latencySeconds), Shares(judgeScores));
        return [.. quality.Select((column, m) => column.Select((y, row) =>
            (Quality * y) + (Judge * judged[m][row]) - (Cost * costs[m][row]) - (Latency * latencies[m][row])).ToArray())];
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
