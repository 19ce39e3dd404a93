using System.Text.Json;
using Trainer.Features.Data;

namespace Trainer.Replay.Streams;

/// <summary>
/// A kept stream: JSON lines with <c>ts</c> (seconds), <c>qid</c> and, where it is not 1, <c>lat_mult</c>. Other keys are passed over.
/// </summary>
internal static class StreamFile
{
    private const double MaxFactor = 1e6;

    /// <summary>The arrivals of a file; times are counted from the first one and divided by the warp.</summary>
    /// <exception cref="DataFormatException">A line is wrong, out of order, or of a query that the data do not have.</exception>
    public static IEnumerable<Arrival> Read(string path, double warp, IReadOnlyList<ReplayPhase> phases)
    {
        var rows = phases
            .Select(phase => phase.Rows.ToDictionary(row => phase.Table.Queries[row].Id, StringComparer.Ordinal))
            .ToArray();
        var (number, phase, start, last) = (0, 0, double.NaN, 0.0);
        foreach (var line in JsonLine.Read(path, "a stream of JSON lines with ts and qid"))
        {
            var ts = line.Number("ts", double.MinValue) ?? throw line.Fault("ts", "is missing; the time in seconds is needed");

            // A stream that this program wrote begins at its first gap; one with a clock's times is counted from its beginning.
            start = double.IsNaN(start) ? (ts is >= 0 and < 1e8 ? 0 : ts) : start;
            var time = (ts - start) / (warp > 0 ? warp : 1);
            if (time < last)
            {
                throw line.Fault("ts", "lies before that of the line above; sort the stream by time");
            }

            last = time;
            while (phase + 1 < phases.Count && time >= phases[phase + 1].From)
            {
                phase++;
            }

            var id = line.Text("qid");
            var factor = line.Number("lat_mult", 0) ?? 1;
            yield return !rows[phase].TryGetValue(id, out var row)
                ? throw line.Fault("qid", $"is '{id}', a query that the data do not have, or not with all models; leave it out or give its outcomes")
                : factor is > 0 and <= MaxFactor
                    ? new Arrival(number++, time, phase, row, factor)
                    : throw line.Fault("lat_mult", FormattableString.Invariant($"is {factor}; allowed is more than 0 and at most {MaxFactor}"));
        }
    }

    /// <summary>Writes a stream so that it reads back as it is.</summary>
    public static void Write(Stream file, IEnumerable<Arrival> arrivals, IReadOnlyList<ReplayPhase> phases)
    {
        foreach (var arrival in arrivals)
        {
            using (var json = new Utf8JsonWriter(file))
            {
                json.WriteStartObject();
                json.WriteNumber("ts", arrival.Time);
                json.WriteString("qid", phases[arrival.Phase].Table.Queries[arrival.Row].Id);
                if (arrival.LatencyFactor != 1)
                {
                    json.WriteNumber("lat_mult", arrival.LatencyFactor);
                }

                json.WriteEndObject();
            }

            file.WriteByte((byte)'\n');
        }
    }
}
