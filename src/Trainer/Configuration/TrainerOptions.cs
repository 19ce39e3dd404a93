using System.Text.Json;
using Trainer.Calibration;
using Trainer.Calibration.OperatingPoints;
using Trainer.Learners;
using Trainer.Learners.Supervision;
using Trainer.Sweep.Selection;
using Trainer.Sweep.Space;

namespace Trainer.Configuration;

/// <summary>One way of using Trainer: what a configuration file says, with every default.</summary>
internal sealed record TrainerOptions
{
    /// <summary>Name of the router; the bundle carries it.</summary>
    public string Name { get; init; } = "router";

    /// <summary>Where the run writes, relative to the working folder.</summary>
    public string Output { get; init; } = "artifacts/run";

    /// <summary>Everything random comes from this.</summary>
    public ulong Seed { get; init; } = 42;

    public DataOptions Data { get; init; } = new();

    public AuditOptions Audit { get; init; } = new();

    public EncoderOptions Encoder { get; init; } = new();

    public ObjectiveOptions Objective { get; init; } = new();

    /// <summary>What "better" means where a learner is taught by comparing models.</summary>
    public OutcomeWeights Supervision { get; init; } = new();

    public SweepOptions Sweep { get; init; } = new();

    /// <summary>The learner of <c>trainer train</c>; its name may come from the command line.</summary>
    public ILearner? Learner { get; init; }

    /// <summary>The feature set of <c>trainer train</c>.</summary>
    public string Features { get; init; } = "words+characters+statistics";

    public CalibrationOptions Calibration { get; init; } = new();

    public ResamplingOptions Evaluation { get; init; } = new();

    public BundleOptions Bundle { get; init; } = new();
}

/// <summary>Which data, which models, and what is kept for the test.</summary>
internal sealed record DataOptions
{
    /// <summary>Files, folders or globs.</summary>
    public IReadOnlyList<string> Table { get; init; } = [];

    /// <summary>Files, folders or globs of battles, to learn from beside the table; never tested on.</summary>
    public IReadOnlyList<string> Battles { get; init; } = [];

    /// <summary>Made-up data in place of a table.</summary>
    public SampleOptions? Sample { get; init; }

    /// <summary>A format's name, or auto.</summary>
    public string Format { get; init; } = "auto";

    /// <summary>Judge score from which an answer counts as good.</summary>
    public double JudgeOkScore { get; init; } = 4;

    /// <summary>JSONL with <c>query</c> and <c>task_name</c> that gives prompts their domain.</summary>
    public string? Domains { get; init; }

    /// <summary>JSONL with prompts to leave out.</summary>
    public string? ExcludePrompts { get; init; }

    /// <summary>The weak model of a pair.</summary>
    public string? Weak { get; init; }

    /// <summary>The strong model of a pair.</summary>
    public string? Strong { get; init; }

    /// <summary>The models of a pool; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Share of the queries that is kept for the test.</summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>Domains whose names start with one of these are kept for the test in whole.</summary>
    public IReadOnlyList<string> HoldOutDomains { get; init; } = [];

    /// <summary>A file of vectors for the feature part <c>embeddings</c>.</summary>
    public string? Embeddings { get; init; }

    /// <summary>One id per line for the rows of <see cref="Embeddings"/>; null if it has ids or the table's order.</summary>
    public string? EmbeddingIds { get; init; }

    /// <summary>A file of external scores for the feature part <c>scores</c>, beside those in the table.</summary>
    public string? Scores { get; init; }

    /// <summary>Models that are asked one after another; null where each query goes to one model.</summary>
    public CascadeOptions? Cascade { get; init; }

    /// <summary>Prices by model, for outcomes without costs.</summary>
    public IReadOnlyDictionary<string, PriceOptions> Prices { get; init; } = new Dictionary<string, PriceOptions>();

    /// <summary>File of prices in place of <see cref="Prices"/>.</summary>
    public string? PriceTable { get; init; }

    /// <summary>Whether prices replace observed costs too.</summary>
    public bool Reprice { get; init; }

    /// <summary>Output tokens assumed per answer of a model that was never measured, where costs are made from prices.</summary>
    public double OutputTokens { get; init; } = 250;
}

/// <summary>What the audit of training against test data does about what it finds.</summary>
internal sealed record AuditOptions
{
    /// <summary>Training prompts that nearly repeat a test prompt.</summary>
    public NearDuplicateRule NearDuplicates { get; init; }

    /// <summary>Jaccard similarity of two prompts' sets of three-word shingles from which they count as near-duplicates.</summary>
    public double Similarity { get; init; } = Trainer.Features.Data.Audit.NearDuplicates.DefaultSimilarity;

    /// <summary>Cosine of two prompts' embeddings from which they count as near-duplicates, where a feature set has embeddings; 0 to
    /// compare none.</summary>
    public double Cosine { get; init; } = Trainer.Features.Data.Audit.NearVectors.DefaultCosine;

    /// <summary>Severe findings.</summary>
    public SevereRule OnSevere { get; init; }
}

/// <summary>What becomes of training prompts that nearly repeat a test prompt.</summary>
internal enum NearDuplicateRule
{
    Remove,
    Keep,
}

/// <summary>What severe findings do to a run.</summary>
internal enum SevereRule
{
    Refuse,
    Warn,
}

/// <summary>The encoder behind the feature part <c>encoder</c>.</summary>
internal sealed record EncoderOptions
{
    /// <summary>Folder with model.onnx and tokenizer.json; null for the encoder that comes with the program.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether the bundle's graph holds the encoder; else the bundle names it by its digest.</summary>
    public bool InBundle { get; init; } = true;

    /// <summary>Where embeddings are kept between runs; null for the user's cache folder.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>MiB that they may take.</summary>
    public int CacheMegabytes { get; init; } = 2048;
}

/// <summary>Made-up data.</summary>
internal sealed record SampleOptions
{
    public int Queries { get; init; } = 4000;

    public ulong Seed { get; init; } = 1;
}

/// <summary>A cascade: one model answers first, a verifier scores its answer, and the next one is asked besides.</summary>
internal sealed record CascadeOptions
{
    /// <summary>What a verification costs in USD; must be said.</summary>
    public double VerifierUsd { get; init; } = double.NaN;

    /// <summary>What it takes in seconds.</summary>
    public double VerifierSeconds { get; init; }

    /// <summary>The candidates in the order in which they are asked; empty for a pair's, or for a pool by rising mean cost.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];
}

/// <summary>Prices of one model; both must be said, because nothing is free for want of a number.</summary>
internal sealed record PriceOptions
{
    public double InputUsdPerMTok { get; init; } = double.NaN;

    public double OutputUsdPerMTok { get; init; } = double.NaN;
}

/// <summary>What the search is after.</summary>
internal sealed record ObjectiveOptions
{
    /// <summary>Goals by name, the first of which chooses the router; auto is apgr for a pair and utility for a pool.</summary>
    public IReadOnlyList<string> Goals { get; init; } = ["auto"];

    /// <summary>Bounds by goal: at least for what is maximised, at most for what is minimised.</summary>
    public IReadOnlyDictionary<string, double> Limits { get; init; } = new Dictionary<string, double>();

    /// <summary>Quality that the dearest model's mean cost is worth.</summary>
    public double CostWeight { get; init; } = 0.2;

    /// <summary>Mean cost of the goal quality-at-cost, as a share of the dearest model's.</summary>
    public double Budget { get; init; } = 0.5;

    /// <summary>Quality of the goal cost-at-quality, as a share of the best single model's.</summary>
    public double Floor { get; init; } = 0.95;
}

/// <summary>The search.</summary>
internal sealed record SweepOptions
{
    /// <summary>Configurations to try; 0 for 40, or, where seconds are given, for as many as they allow.</summary>
    public int Trials { get; init; }

    /// <summary>
    /// The search ends so many seconds after the run began; 0 for no limit. How many trials that is depends on the machine, what each is does not.
    /// </summary>
    public double Seconds { get; init; }

    /// <summary>Folds of the cross-validation; 0 for 5, or 3 from 5,000 queries on.</summary>
    public int Folds { get; init; }

    /// <summary>Fits at once; 0 for one per core. The result does not depend on it.</summary>
    public int Workers { get; init; }

    /// <summary>Trials under way at once, over all workers and processes; a trial knows the results of those that are so many before it.</summary>
    public int Lag { get; init; } = 4;

    /// <summary>What proposes configurations: auto, tpe, cost-frugal, blend, sobol or random.</summary>
    public string Tuner { get; init; } = "auto";

    /// <summary>What ends trials early: paired-test, halving, both, none, or auto: paired-test, and from 5,000 queries on both.</summary>
    public string Stopping { get; init; } = "auto";

    /// <summary>
    /// How often the best trials are cross-validated before one of them is chosen, each time on other folds; 0 for three times below 5,000
    /// queries where that is cheap and no seconds are given, else once.
    /// </summary>
    public int Repeats { get; init; }

    /// <summary>Which of the trials is shipped.</summary>
    public SelectionRule Select { get; init; }

    /// <summary>Whether several trials are shipped together where that is surely better.</summary>
    public bool Ensemble { get; init; } = true;

    /// <summary>MiB that the process may take before its latest trial is given up; 0 for no limit.</summary>
    public int MemoryMegabytes { get; init; }

    /// <summary>Learners to choose among; <c>auto</c> for those that suit the data.</summary>
    public IReadOnlyList<string> Learners { get; init; } = [AutomaticSearch.Name];

    /// <summary>Feature sets to choose among; <c>auto</c> for those that suit the data.</summary>
    public IReadOnlyList<string> Features { get; init; } = [AutomaticSearch.Name];

    /// <summary>
    /// By learner and setting what to try in place of the learner's own range: one value, a list of values, or a map with <c>from</c>,
    /// <c>to</c> and <c>scale</c>.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> Space { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, JsonElement>>();
}

/// <summary>What raw scores mean, and operating points to put into the bundle.</summary>
internal sealed record CalibrationOptions
{
    /// <summary>How raw scores become probabilities: auto, none, platt, temperature, beta, isotonic or histogram.</summary>
    public string Method { get; init; } = CalibrationMethod.Auto;

    /// <summary>Whether training domains have maps of their own; the graph then takes each query's domain.</summary>
    public bool ByDomain { get; init; }

    /// <summary>Wanted shares of strong calls, for a pair.</summary>
    public IReadOnlyList<double> StrongShares { get; init; } = [0.2, 0.5, 0.8];

    /// <summary>Wanted costs as shares of the dearest model's, for a pool.</summary>
    public IReadOnlyList<double> CostShares { get; init; } = [0.1, 0.25, 0.5];

    /// <summary>Further operating points by name, each with one wish.</summary>
    public IReadOnlyDictionary<string, Wish> Points { get; init; } = new Dictionary<string, Wish>();

    /// <summary>Name of the operating point that the bundle uses; empty for the middle one of a pair and the objective's of a pool.</summary>
    public string Default { get; init; } = "";
}

/// <summary>How the test is judged.</summary>
internal sealed record ResamplingOptions
{
    /// <summary>Bootstrap resamples behind the intervals.</summary>
    public int Resamples { get; init; } = 1000;
}

/// <summary>The bundle.</summary>
internal sealed record BundleOptions
{
    /// <summary>Prompts that are stored with their expected scores, so that anyone can replay them.</summary>
    public int GoldenRows { get; init; } = 200;
}
