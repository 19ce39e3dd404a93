using Trainer.Features;

namespace Trainer.Replay.Latencies;

/// <summary>
/// Latency = (time to the first token + tokens / speed) × noise. The noise belongs to query, model and seed, so that no order of asking
/// changes it.
/// </summary>
internal sealed class LatencySimulator(LatencyNoise noise, double deviation, ulong seed)
{
    private const ulong NoiseStream = 200;

    /// <summary>Seconds that a model takes for a query; NaN where the tokens are not known.</summary>
    public double Seconds(string query, string model, double tokens, ModelSpeed speed) =>
        (speed.InitSeconds + (tokens / speed.TokensPerSecond)) * Factor(query, model);

    private double Factor(string query, string model)
    {
        if (noise == LatencyNoise.None)
        {
            return 1;
        }

        var z = new SeededRandom(seed ^ StableHash.Of(query, model), NoiseStream).NextGaussian();
        return noise == LatencyNoise.Normal ? Math.Max(0, 1 + (deviation * z)) : Math.Exp((deviation * z) - (deviation * deviation / 2));
    }
}
