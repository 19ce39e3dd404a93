using System.Text.Json;
using Trainer.Features;
using Trainer.Replay.Results;
using Trainer.Replay.Streams;

namespace Trainer.Replay;

/// <summary>Runs a plan and measures it; writes what it was asked to, each file whole or not at all.</summary>
internal sealed class ReplayRun(ReplayPlan plan, IReadOnlyList<string> data, Progress progress, CancellationToken cancellation)
{
    private const int DefaultWindows = 20;
    private const int Steps = 10;

    private readonly ReplayOptions _options = plan.Options;

    /// <param name="folder">Where files are written; null: nowhere.</param>
    public ReplayReport Run(string? folder)
    {
        var (queries, duration, phases) = Measure();

        // A little more than the part of the stream, so that the last query does not have a window to itself.
        var window = _options.Window > 0 ? _options.Window : duration > 0 ? duration * (1 + 1e-9) / DefaultWindows : 1;
        var contenders = Contenders.Of(plan, Stream);
        var log = new ReplayLog(contenders.Count, window);
        var errors = plan.Bundles.Select(bundle => NewErrors(bundle, phases)).ToArray();
        progress.Step($"{queries} queries in {Text(duration)} s, {contenders.Count} policies");
        if (folder is null)
        {
            Play(contenders, log, errors, queries, null);
        }
        else
        {
            FileReplacement.Write(Path.Combine(folder, "per_query.jsonl"), file => Play(contenders, log, errors, queries, file));
        }

        var report = Report(contenders, log, errors, duration, phases);
        if (folder is not null)
        {
            FileReplacement.Write(Path.Combine(folder, "stream.jsonl"), file => StreamFile.Write(file, Stream(), plan.Phases));
            ReplayFiles.Write(folder, report);
        }

        return report;
    }

    private IEnumerable<Arrival> Stream() => RequestStream.Of(_options, plan.Phases);

    private (int Queries, double Duration, int Phases) Measure()
    {
        var last = default(Arrival);
        var queries = 0;
        foreach (var arrival in Stream())
        {
            cancellation.ThrowIfCancellationRequested();
            last = arrival;
            queries++;
        }

        return queries == 0 ? throw new UsageException("the stream has no query; give data, a limit or a stream that leave some")
            : last.Phase < plan.Phases.Count - 1
                ? throw new UsageException(
                    $"the stream ends at {Text(last.Time)} s, before the drift at {Text(plan.Phases[^1].From)} s; give an earlier drift, " +
                    "a lower rate or a longer stream")
                : (queries, last.Time, plan.Phases.Count);
    }

    private static StreamingEce[][] NewErrors(ReplayBundle bundle, int phases) =>
        [.. Enumerable.Range(0, !bundle.TakesObjectives ? 0 : bundle.IsPair ? 1 : bundle.Models.Length)
            .Select(_ => Enumerable.Range(0, phases + 1).Select(_ => new StreamingEce()).ToArray())];

    private void Play(IReadOnlyList<Contender> contenders, ReplayLog log, StreamingEce[][][] errors, int queries, Stream? file)
    {
        // Not disposed, which would close the file that is not this one's.
        var buffered = file is null ? null : new BufferedStream(file, 1 << 16);
        var step = Math.Max(1, queries / Steps);
        new Replayer(_options, plan.Phases, plan.Domains).Run(
            Stream(),
            contenders,
            (in Arrival arrival, int domain, int contender, int candidate, in Outcome outcome) =>
            {
                log.Add(arrival, domain, contender, outcome);
                if (contender == 0)
                {
                    Compare(arrival, errors);
                    var done = arrival.Number + 1;
                    if (done % step == 0 || done == queries)
                    {
                        progress.Count(done, queries, "queries");
                    }
                }

                if (buffered is not null)
                {
                    WriteLine(buffered, arrival, domain, contenders[contender].Name, candidate, outcome);
                }
            },
            cancellation);
        buffered?.Flush();
    }

    // Scores of every query against every model's outcome, whoever was asked.
    private void Compare(in Arrival arrival, StreamingEce[][][] errors)
    {
        for (var b = 0; b < errors.Length; b++)
        {
            var bundle = plan.Bundles[b];
            var table = bundle.Outcomes[arrival.Phase];
            var scores = bundle.Scores[arrival.Phase].AsSpan(arrival.Row * bundle.ScoresPerQuery, bundle.ScoresPerQuery);
            for (var model = 0; model < errors[b].Length; model++)
            {
                var observed = bundle.IsPair
                    ? (1 + table.Quality(bundle.Models[1])[arrival.Row] - table.Quality(bundle.Models[0])[arrival.Row]) / 2
                    : table.Quality(bundle.Models[model])[arrival.Row];
                errors[b][model][0].Add(scores[model], observed);
                errors[b][model][1 + arrival.Phase].Add(scores[model], observed);
            }
        }
    }

    private void WriteLine(BufferedStream file, in Arrival arrival, int domain, string policy, int candidate, in Outcome outcome)
    {
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteString("policy", policy);
            json.WriteNumber("number", arrival.Number);
            json.WriteNumber("ts", arrival.Time);
            json.WriteString("qid", plan.Phases[arrival.Phase].Table.Queries[arrival.Row].Id);
            json.WriteString("domain", plan.Domains[domain]);
            json.WriteString("model", plan.Candidates[candidate].Name);
            json.WriteNumber("quality", outcome.Quality);
            Write(json, "cost_usd", outcome.CostUsd);
            Write(json, "latency_s", outcome.LatencySeconds);
            if (_options.MaxLatency is { } limit && !double.IsNaN(outcome.LatencySeconds))
            {
                json.WriteBoolean("late", outcome.LatencySeconds > limit);
            }

            json.WriteEndObject();
        }

        file.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsNaN(value))
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, value);
        }
    }

    private ReplayReport Report(IReadOnlyList<Contender> contenders, ReplayLog log, StreamingEce[][][] errors, double duration, int phases)
    {
        var measures = new ReplayMeasures(log, _options);
        var all = Enumerable.Range(0, log.Count).ToArray();
        string[] parts = phases == 1 ? ["all"] : ["all", "before", "after"];
        int[] Of(int part) => part == 0 ? all : Array.FindAll(all, query => log.Phase(query) == part - 1);
        PolicyMetrics Measured(int contender, int part, string? domain, int[] queries)
        {
            cancellation.ThrowIfCancellationRequested();
            return measures.Of(contenders[contender], contender, parts[part], domain, queries);
        }

        var order = Enumerable.Range(0, contenders.Count).ToArray();
        var hasDomains = plan.Domains.Count > 1 || plan.Domains[0] != Replayer.NoDomain;
        return new ReplayReport
        {
            Bundles = [.. plan.Bundles.Select(bundle => bundle.Name)],
            Data = data,
            Models = [.. plan.Candidates.Select(candidate => candidate.Name)],
            Queries = log.Count,
            RowsLeftOut = plan.RowsLeftOut,
            DurationSeconds = duration,
            WindowSeconds = log.WindowSeconds,
            Windows = all.Select(log.Window).Distinct().Count(),
            BudgetUsd = _options.Budget,
            MaxLatencySeconds = _options.MaxLatency,
            LateShare = _options.LateShare,
            DriftSeconds = phases == 1 ? null : plan.Phases[1].From,
            Feedback = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{_options.Delay} {(_options.DelayUnit == DelayUnit.Events ? "queries" : "seconds")} late, ") +
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"qualities with probability {_options.Keep}"),
            Latencies = _options.LatencyLog is not null ? "a log of measured calls"
                : _options.SimulateLatency ? "a simulation"
                : "the data",
            Seed = _options.Seed,
            Resamples = _options.Resamples,
            Policies = [.. Enumerable.Range(0, parts.Length).SelectMany(part =>
            {
                var queries = Of(part);
                return order.Select(contender => Measured(contender, part, null, queries)).ToArray();
            })],
            Domains = !hasDomains ? [] : [.. Enumerable.Range(0, parts.Length).SelectMany(part =>
            {
                var queries = Of(part);
                return plan.Domains.Select((name, d) => (name, Queries: Array.FindAll(queries, query => log.Domain(query) == d)))
                    .Where(domain => domain.Queries.Length > 0)
                    .SelectMany(domain => order.Select(contender => Measured(contender, part, domain.name, domain.Queries)))
                    .ToArray();
            })],
            WindowRows = [.. order.SelectMany(contender => measures.Windows(contenders[contender], contender))],
            Calibration = [.. plan.Bundles.SelectMany((bundle, b) => errors[b].SelectMany((ofParts, model) => parts.Select((part, p) =>
                new CalibrationRow(bundle.Name, NameOf(bundle, model), part, ofParts[p].Count, ofParts[p].Value))))],
        };
    }

    private string NameOf(ReplayBundle bundle, int model) => bundle.IsPair
        ? $"{plan.Candidates[bundle.Models[1]].Name} over {plan.Candidates[bundle.Models[0]].Name}"
        : plan.Candidates[bundle.Models[model]].Name;

    private static string Text(double seconds) => seconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}
