using System.Text.Json.Serialization;
using Trainer.Evaluation.Report;
using Trainer.Export;

namespace Trainer.Reporting;

/// <summary>One router of a comparison by itself.</summary>
/// <param name="Name">Of its bundle's folder, or of its score.</param>
/// <param name="Task">Pair or pool.</param>
/// <param name="Evaluation">Everything that is said about it.</param>
internal sealed record RouterReport(string Name, RoutingTask Task, EvaluationReport Evaluation) : IJudged
{
    [JsonIgnore]
    public bool IsPair => Task == RoutingTask.Pair;

    [JsonIgnore]
    public IReadOnlyList<CalibratedPoint> Calibrated => [];
}
