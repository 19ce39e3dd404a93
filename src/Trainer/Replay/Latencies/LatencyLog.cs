namespace Trainer.Replay.Latencies;

/// <summary>
/// Measured latencies: JSON lines with <c>qid</c>, <c>model</c>, <c>latency_s</c> and perhaps <c>ok</c>. A call that failed says nothing; of
/// several calls the mean holds.
/// </summary>
internal sealed class LatencyLog
{
    private readonly Dictionary<(string Query, string Model), (double Sum, int Count)> _calls = [];

    /// <exception cref="Features.Data.DataFormatException">A line is wrong.</exception>
    public static LatencyLog Read(string path)
    {
        var log = new LatencyLog();
        foreach (var line in JsonLine.Read(path, "JSON lines with qid, model and latency_s"))
        {
            if (!line.IsFalse("ok") && line.Number("latency_s", 0) is { } seconds)
            {
                var key = (line.Text("qid"), line.Text("model"));
                var (sum, count) = log._calls.GetValueOrDefault(key);
                log._calls[key] = (sum + seconds, count + 1);
            }
        }

        return log;
    }

    /// <summary>Mean seconds of the calls; NaN where there was none.</summary>
    public double Seconds(string query, string model) =>
        _calls.TryGetValue((query, model), out var calls) ? calls.Sum / calls.Count : double.NaN;
}
