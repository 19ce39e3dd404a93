namespace Trainer.Replay.Results;

/// <summary>All that a replay found; every form of the report is made of it.</summary>
internal sealed record ReplayReport
{
    public required IReadOnlyList<string> Bundles { get; init; }

    public required IReadOnlyList<string> Data { get; init; }

    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Queries of the stream.</summary>
    public required int Queries { get; init; }

    /// <summary>Rows of the data on which not every model was run; they are in no stream.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>Seconds from the stream's beginning to its last query.</summary>
    public required double DurationSeconds { get; init; }

    public required double WindowSeconds { get; init; }

    /// <summary>Windows with at least one query.</summary>
    public required int Windows { get; init; }

    public required double? BudgetUsd { get; init; }

    public required double? MaxLatencySeconds { get; init; }

    /// <summary>Share of queries that may be late.</summary>
    public required double LateShare { get; init; }

    /// <summary>Second of the drift, if there is one.</summary>
    public required double? DriftSeconds { get; init; }

    /// <summary>How feedback came, in words.</summary>
    public required string Feedback { get; init; }

    /// <summary>Where latencies are from, in words.</summary>
    public required string Latencies { get; init; }

    public required ulong Seed { get; init; }

    public required int Resamples { get; init; }

    /// <summary>Every policy over the whole stream, then before and after the drift.</summary>
    public required IReadOnlyList<PolicyMetrics> Policies { get; init; }

    /// <summary>The same by domain; empty where the data have none.</summary>
    public required IReadOnlyList<PolicyMetrics> Domains { get; init; }

    public required IReadOnlyList<WindowMetrics> WindowRows { get; init; }

    public required IReadOnlyList<CalibrationRow> Calibration { get; init; }
}
