using System.Text.Json;
using System.Text.Json.Serialization;
using Trainer.Calibration;
using Trainer.Evaluation.Report;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Learners.Supervision;
using Trainer.Sweep;

namespace Trainer.Reporting;

/// <summary>Everything that is said about a run. The JSON, Markdown and HTML reports are all written from this one object.</summary>
internal sealed record RunReport : IJudged
{
    /// <summary>Version of the JSON form.</summary>
    public int SchemaVersion { get; init; } = 1;

    public required string Name { get; init; }

    /// <summary>Version of the program.</summary>
    public required string TrainerVersion { get; init; }

    public required RoutingTask Task { get; init; }

    public required DataReport Data { get; init; }

    /// <summary>What the trials were compared by, for a heading.</summary>
    public required string Objective { get; init; }

    /// <summary>Folds of the cross-validation behind every trial.</summary>
    public required int Folds { get; init; }

    /// <summary>By number; one only where nothing was searched.</summary>
    public required IReadOnlyList<TrialReport> Trials { get; init; }

    /// <summary>Number of the trial that was chosen.</summary>
    public required int ChosenTrial { get; init; }

    /// <summary>How it was found; null where nothing was searched.</summary>
    public SearchReport? Search { get; init; }

    /// <summary>What the operating points were calibrated to on training queries, by name as in the evaluation.</summary>
    public required IReadOnlyList<CalibratedPoint> Calibrated { get; init; }

    /// <summary>How the scores were calibrated, and why so; null in reports of versions that had one way only.</summary>
    public CalibrationChoice? Calibration { get; init; }

    /// <summary>The test: queries that nothing was fitted, chosen or calibrated on.</summary>
    public required EvaluationReport Evaluation { get; init; }

    /// <summary>How the exported graph agreed with the router that was tested; null until it is exported.</summary>
    public ParityReport? Parity { get; init; }

    [JsonIgnore]
    public bool IsPair => Task == RoutingTask.Pair;

    /// <summary>The operating point that domains and key figures are reported at.</summary>
    [JsonIgnore]
    public OperatingPointReport Main => Evaluation.OperatingPoints[0];

    /// <summary>The model that losses and savings are counted from.</summary>
    [JsonIgnore]
    public string ReferenceModel => IsPair ? Evaluation.Models[1].Name : Evaluation.Baselines.BestConstant;

    [JsonIgnore]
    public TrialReport Chosen => Trials.First(trial => trial.Number == ChosenTrial);
}

/// <summary>The exported graph beside the router in the trainer, on every test query.</summary>
/// <param name="Queries">Test queries compared.</param>
/// <param name="LargestScoreDifference">Largest absolute difference of a score.</param>
/// <param name="ChangedDecisions">Decisions that differ, over all operating points.</param>
/// <param name="Unsettled">Queries left out of the difference, because a value of theirs lies within rounding of a tree's threshold.</param>
internal sealed record ParityReport(int Queries, double LargestScoreDifference, int ChangedDecisions, int Unsettled = 0);

/// <summary>The data of a run.</summary>
/// <param name="Source">Where they came from, in words.</param>
/// <param name="ContentDigest">SHA-256 of the table's content.</param>
/// <param name="Files">The files read.</param>
/// <param name="Models">Candidate models in score order; for a pair the weak one, then the strong one.</param>
/// <param name="TrainingQueries">Queries learned from.</param>
/// <param name="TestQueries">Queries kept for the test.</param>
/// <param name="LeftOutQueries">Queries of neither part, because they are tied to test queries by group or text.</param>
/// <param name="NearDuplicateQueries">How many of those nearly repeat a test query and were taken out of training.</param>
/// <param name="Prices">The prices behind costs that were not observed; null if none were given.</param>
/// <param name="Battles">The battles beside the table; null if there were none.</param>
internal sealed record DataReport(
    string Source,
    string ContentDigest,
    IReadOnlyList<InputFile> Files,
    IReadOnlyList<string> Models,
    int TrainingQueries,
    int TestQueries,
    int LeftOutQueries,
    int NearDuplicateQueries,
    PriceReport? Prices = null,
    BattlesReport? Battles = null)
{
    /// <summary>Rows that each target yields on the training queries.</summary>
    public IReadOnlyList<TargetCount> Targets { get; init; } = [];
}

/// <summary>Battles beside the table.</summary>
/// <param name="Source">Where they came from, in words.</param>
/// <param name="ContentDigest">SHA-256 of their content.</param>
/// <param name="Files">The files read.</param>
/// <param name="Used">Battles learned from.</param>
/// <param name="LeftOut">Battles taken out because their prompts repeat or nearly repeat a test query.</param>
internal sealed record BattlesReport(string Source, string ContentDigest, IReadOnlyList<InputFile> Files, int Used, int LeftOut);

/// <summary>The prices of a run.</summary>
/// <param name="From">Their file, or their key in the configuration.</param>
/// <param name="Date">The day on which they held, or null if it is not known.</param>
/// <param name="Source">Where they were taken from, or null.</param>
/// <param name="Sha256">Digest of the file; null for prices of the configuration.</param>
internal sealed record PriceReport(string From, string? Date, string? Source, string? Sha256);

/// <summary>One configuration that was tried.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Features">Feature set; empty if the learner reads none.</param>
/// <param name="Learner">Name of the learner.</param>
/// <param name="Settings">Its settings, "c 0.3, balanced false".</param>
/// <param name="Objective">Mean over folds; NaN if it failed.</param>
/// <param name="Deviation">Standard deviation between folds.</param>
/// <param name="Failure">Why it failed or was stopped, or null.</param>
internal sealed record TrialReport(
    int Number, string Features, string Learner, string Settings, double Objective, double Deviation, string? Failure)
{
    /// <summary>Completed, stopped or failed.</summary>
    public TrialState State { get; init; }

    /// <summary>Where the configuration came from.</summary>
    public string Origin { get; init; } = "";

    /// <summary>All settings of the learner, by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> SettingValues { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>One per goal.</summary>
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>Multiplications that its fits took.</summary>
    public double Operations { get; init; }

    /// <summary>Share of its work that was done.</summary>
    public double Share { get; init; } = 1;

    /// <summary>An earlier trial of the same configuration, or null.</summary>
    public int? SameAs { get; init; }
}

/// <summary>An operating point as it was calibrated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Wanted">What was asked for, in words.</param>
/// <param name="Setting">Threshold of a pair, trade-off in quality per USD of a pool.</param>
/// <param name="AchievedOnTraining">Strong share (pair) or mean cost in USD (pool) on the training queries, scored out of fold.</param>
/// <param name="N">Training queries behind it.</param>
/// <param name="Choice">The setting with the 95 % interval of the choice itself; null where it was not read off the queries.</param>
internal sealed record CalibratedPoint(
    string Name, string Wanted, double Setting, double AchievedOnTraining, int N, Estimate? Choice = null);
