using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using Trainer.Features;
using Trainer.Learners.Clusters;
using Trainer.Learners.FineTuning;
using Trainer.Learners.Projection;
using Trainer.Learners.Settings;
using Trainer.Training;
using Trainer.Training.Optimisation;

namespace Trainer.Learners.Contrastive;

/// <summary>
/// RouterDC (Chen et al. 2024, arXiv:2409.19886): a vector h of the query and a learned vector of every model, s_m = cos(h, K_m) / t, by two
/// contrastive losses: models that did well on a query against those that did badly, and queries of one cluster against queries of
/// others. h is a learned projection of the query's features, or with <see cref="FineTuning"/>, as in the paper, the vector of an encoder
/// that is trained.
/// </summary>
/// <param name="Width">Width of h; 0 leaves the dense features as they are, so that only the models' vectors are learned.</param>
/// <param name="Hidden">Width of a hidden tanh layer before it; 0 for none.</param>
/// <param name="Temperature">t.</param>
/// <param name="TopK">Best models of a query that are positives, if their quality is above 0.</param>
/// <param name="LastK">Worst models of a query that are negatives, if their quality is at most 0.5.</param>
/// <param name="Clusters">Clusters of the queries.</param>
/// <param name="Negatives">Queries of other clusters that one is held against.</param>
/// <param name="ClusterWeight">Weight of the loss on clusters; 0 leaves it out.</param>
/// <param name="Rate">AdamW's learning rate.</param>
/// <param name="Decay">AdamW's weight decay.</param>
/// <param name="Batch">Queries of a step, at most as many as there are.</param>
/// <param name="Epochs">At most so many times through the training queries.</param>
/// <param name="Patience">Ends after so many epochs without a better validation loss; 0 never does.</param>
/// <param name="Validation">
/// Share of the training queries that is held out to see when to stop; 0 holds out none and looks at the training loss.
/// </param>
/// <param name="FineTuning">How the encoder is trained; null leaves it as it is and trains a projection.</param>
internal sealed record RouterDcLearner(
    int Width = 128,
    int Hidden = 0,
    double Temperature = 1,
    int TopK = 3,
    int LastK = 3,
    int Clusters = 8,
    int Negatives = 3,
    double ClusterWeight = 1,
    double Rate = 1e-3,
    double Decay = 0.01,
    int Batch = 32,
    int Epochs = 50,
    int Patience = 5,
    double Validation = 0.1,
    EncoderTuning? FineTuning = null) : ILearner
{
    public const string Name = "routerdc";

    private const int MaxWidth = 8192;
    private const int FewestToHoldOut = 10;

    // A loss that is lower by less is no gain.
    private const double Tolerance = 1e-4;

    public static LearnerFamily Family { get; } = new(
        Name,
        "Contrastive: queries are drawn to the vectors of models that do well on them, and to queries of their cluster (RouterDC).",
        "Embeddings, and a pool of several models that differ; queries on which all models tie teach it nothing. " +
        "The setting 'fineTuning' trains the encoder too, which takes minutes for each fit.",
        new RouterDcLearner())
    {
        Space =
        [
            Setting.LogInteger("width", 64, 256),
            Setting.Choice("hidden", 0, 128),
            Setting.Log("temperature", 0.5, 2, digits: 2),
            Setting.LogInteger("clusters", 3, 32),
            Setting.Log("clusterWeight", 0.3, 2, digits: 2),
            Setting.Log("rate", 2e-4, 3e-3),
            Setting.Log("decay", 1e-3, 1),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => FineTuning is null;

    [JsonIgnore]
    public bool TrainsEncoder => FineTuning is not null;

    [JsonIgnore]
    public int MostFolds => FineTuning?.Folds ?? int.MaxValue;

    // A step back costs twice a step forward; twenty epochs are usual before nothing gets better.
    public double Operations(TrainingShape shape)
    {
        if (FineTuning is { } tuning)
        {
            return tuning.Operations(shape) + (ClusterWeight > 0 ? tuning.Forward(shape) : 0);
        }

        var first = Hidden > 0 ? Hidden : Width > 0 ? Width : shape.SparseColumns > 0 ? Math.Max(64, shape.DenseColumns) : 1;
        var others = (double)shape.Models + (ClusterWeight > 0 ? Batch : 0);
        var inner = ((double)Hidden * Width) + (Math.Max(1, Width) * others);
        var kMeans = ClusterWeight > 0 ? 20 * shape.Product * Clusters : 0;
        return (3.0 * Math.Min(Epochs, 20) * ((shape.Product * first) + (shape.Queries * inner))) + kMeans;
    }

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        Check();
        if (FineTuning is { } tuning)
        {
            return tuning.Fit(
                this, data, encoder => ContrastiveTuningHead.Of(this, data, encoder, tuning.Batch, seed, cancellation), seed, cancellation);
        }

        var contrasts = ModelContrast.Of(data, TopK, LastK, seed);
        var takesPart = ModelContrast.TakingPart(contrasts, data.Quality.Length);
        var projection = new QueryProjection(data.Features, Hidden, Width);
        var parameters = new ParameterSet();
        projection.AddTo(parameters, new SeededRandom(seed, 0x50524F));
        ContrastiveHead.AddTo(parameters, projection.Width, takesPart, new SeededRandom(seed, 0x4D4F44));
        var fitted = new FittedProjection(projection, parameters, data.ScoresPerQuery, (graph, nodes, h) =>
            ContrastiveHead.Scores(graph, nodes, h, Temperature, data.IsPair));
        if (!takesPart.Contains(true))
        {
            return fitted; // no model was better than another one on any query
        }

        int[] rows = [.. Enumerable.Range(0, data.Count)];
        var clusters = ClusterWeight > 0 ? ClusterOf(data.Features, seed, cancellation) : [];
        new SeededRandom(seed, 0x56414C).Shuffle<int>(rows);
        var heldOut = (int)Math.Round(Validation * rows.Length);
        heldOut = heldOut < FewestToHoldOut ? 0 : heldOut; // too few to tell one epoch from another
        var training = rows[heldOut..];
        using var task = new RouterDcTask(this, projection, parameters, data.Features, contrasts, clusters, training, rows[..heldOut]);
        var options = new TrainingOptions(new LearningRate(Rate), Math.Min(Batch, training.Length), Epochs)
        {
            Patience = Patience,
            Tolerance = Tolerance,
        };
        TrainingLoop.Run(task, new Adam(parameters, decay: Decay), options, seed, cancellation);
        return fitted;
    }

    /// <summary>The cluster of every query, by spherical k-means.</summary>
    public int[] ClusterOf(FeatureMatrix features, ulong seed, CancellationToken cancellation)
    {
        var unit = new UnitRows(features);
        var clusters = Math.Min(Clusters, unit.Count);
        var centroids = SphericalKMeans.Fit(unit, clusters, seed, cancellation);
        var products = new float[clusters];
        return [.. Enumerable.Range(0, unit.Count).Select(row =>
        {
            unit.Products(row, centroids, products);
            return TensorPrimitives.IndexOfMax<float>(products);
        })];
    }

    private void Check()
    {
        Check(Width is >= 0 and <= MaxWidth, "width", Width, "0 to 8192");
        Check(Hidden is >= 0 and <= MaxWidth && (Hidden == 0 || Width > 0), "hidden", Hidden, "0 to 8192, and 0 where the width is 0");
        Check(Temperature is >= 0.01 and <= 100, "temperature", Temperature, "[0.01, 100]");
        Check(TopK is >= 1 and <= 64, "topK", TopK, "1 to 64");
        Check(LastK is >= 1 and <= 64, "lastK", LastK, "1 to 64");
        Check(Clusters is >= 1 and <= 4096, "clusters", Clusters, "1 to 4096");
        Check(Negatives is >= 1 and <= 64, "negatives", Negatives, "1 to 64");
        Check(ClusterWeight is >= 0 and <= 1000, "clusterWeight", ClusterWeight, "[0, 1000]");
        Check(Rate is > 0 and <= 1, "rate", Rate, "(0, 1]");
        Check(Decay is >= 0 and <= 100, "decay", Decay, "[0, 100]");
        Check(Batch is >= 1 and <= 1 << 12, "batch", Batch, "1 to 4096");
        Check(Epochs is >= 1 and <= 100_000, "epochs", Epochs, "1 to 100000");
        Check(Patience >= 0, "patience", Patience, "a number from 0");
        Check(Validation is >= 0 and <= 0.5, "validation", Validation, "[0, 0.5]");
        if (FineTuning is not null)
        {
            FineTuning.Check(Name, "fineTuning.");
            CheckNoProjection();
        }
    }

    // With an encoder that is trained these would be heard by nobody.
    private void CheckNoProjection()
    {
        var defaults = new RouterDcLearner();
        void Refuse(bool isGiven, string name, string instead)
        {
            if (isGiven)
            {
                throw new UsageException(
                    $"{name} of the routerdc learner is for a projection of frozen vectors, which there is none of with 'fineTuning'; {instead}");
            }
        }

        Refuse(Width != defaults.Width, "width", "leave it out");
        Refuse(Hidden != defaults.Hidden, "hidden", "leave it out");
        Refuse(Rate != defaults.Rate, "rate", "set 'fineTuning.rate'");
        Refuse(Decay != defaults.Decay, "decay", "set 'fineTuning.decay'");
        Refuse(Batch != defaults.Batch, "batch", "set 'fineTuning.batch'");
        Refuse(Epochs != defaults.Epochs, "epochs", "set 'fineTuning.epochs'");
        Refuse(Patience != defaults.Patience, "patience", "set 'fineTuning.patience'");
        Refuse(Validation != defaults.Validation, "validation", "set 'fineTuning.validation'");
    }

    private static void Check(bool isAllowed, string name, double value, string allowed)
    {
        if (!isAllowed)
        {
            throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"{name} of the routerdc learner is {value}; allowed is {allowed}"));
        }
    }
}
