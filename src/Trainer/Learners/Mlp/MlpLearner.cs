using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Features;
using Trainer.Learners.Logistic;
using Trainer.Learners.Settings;
using Trainer.Learners.Supervision;
using Trainer.Training;
using Trainer.Training.Optimisation;

namespace Trainer.Learners.Mlp;

/// <summary>
/// A feed-forward network of rectified linear layers, trained by Adam with early stopping on a held-out part of the training queries. For a
/// pool one output per model predicts its quality (graded outcomes are soft targets; what was not run is no target). For a pair either the
/// difference of the two models' predicted qualities, or one output on "the strong model is needed".
/// </summary>
/// <param name="Target">What a pair is taught.</param>
/// <param name="Rate">Adam's learning rate.</param>
/// <param name="L2">The penalty per step is L2 / (2 · batch) · ‖w‖², biases free, as scikit-learn has it.</param>
/// <param name="Batch">Queries of a step, at most as many as there are.</param>
/// <param name="Epochs">At most so many times through the training queries.</param>
/// <param name="Patience">Ends after so many epochs without a better validation loss; 0 never does.</param>
/// <param name="Validation">
/// Share of the queries that is held out to see when to stop; 0 holds out none and looks at the training loss.
/// </param>
/// <param name="Dropout">Share of each hidden layer that a step leaves out.</param>
/// <param name="Noise">Standard deviation of the noise on dense features, which have about 1 themselves.</param>
internal sealed record MlpLearner(
    PairTarget Target = PairTarget.Difference,
    double Rate = 1e-3,
    double L2 = 1e-4,
    int Batch = 200,
    int Epochs = 200,
    int Patience = 10,
    double Validation = 0.1,
    double Dropout = 0,
    double Noise = 0) : ILearner
{
    public const string Name = "mlp";

    private const int MaxLayers = 8;
    private const int MaxWidth = 8192;
    private const int FewestToHoldOut = 10;

    // A loss that is lower by less is no gain.
    private const double Tolerance = 1e-4;

    public static LearnerFamily Family { get; } = new(
        Name,
        "Feed-forward network; predicts the models' qualities together, or for a pair whether the strong model is needed.",
        "Best on embeddings, from about a thousand queries; on n-grams its first layer is a matrix over all of them.",
        new MlpLearner())
    {
        Space =
        [
            Setting.PairChoice("target", PairTarget.Difference, PairTarget.NeedsStrong),
            Setting.Choice<int[]>("hidden", [64], [128], [128, 64], [256, 128]),
            Setting.Log("rate", 3e-4, 3e-3),
            Setting.Log("l2", 1e-5, 1),
            Setting.Real("dropout", 0, 0.5, digits: 2),
        ],
    };

    /// <summary>Widths of the hidden layers, from the features on; none makes it a linear model.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [128, 64];

    [JsonIgnore]
    public bool UsesFeatures => true;

    // A step back costs twice a step forward; thirty epochs are usual before nothing gets better.
    public double Operations(TrainingShape shape)
    {
        var outputs = shape.Scores == 1 && Target == PairTarget.NeedsStrong ? 1 : shape.Models;
        int[] widths = [.. Hidden, outputs];
        var inner = widths.Zip(widths.Skip(1), (from, to) => (double)from * to).Sum();
        return 3.0 * Math.Min(Epochs, 30) * ((shape.Product * widths[0]) + (shape.Queries * inner));
    }

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        Check();
        var isNeed = data.IsPair && Target == PairTarget.NeedsStrong;
        var targets = isNeed ? [Targets.StrongNeeded(data.Quality[0], data.Quality[1])] : data.Quality;
        int[] rows = [.. Enumerable.Range(0, data.Count).Where(row => targets.Any(column => !double.IsNaN(column[row])))];
        var network = new MlpNetwork(data.Features, Hidden, targets.Length, isDifference: data.IsPair && !isNeed);
        var parameters = network.Initial(targets, new SeededRandom(seed, 0x4D4C50));
        if (rows.Length == 0)
        {
            return new FittedMlp(network, parameters); // nothing was observed, nothing is known
        }

        var heldOut = (int)Math.Round(Validation * rows.Length);
        heldOut = heldOut < FewestToHoldOut ? 0 : heldOut; // too few to tell one epoch from another
        new SeededRandom(seed, 0x56414C).Shuffle<int>(rows);
        var batch = Math.Min(Batch, rows.Length - heldOut);
        using var task = new MlpTask(network, parameters, data.Features, targets, rows[heldOut..], rows[..heldOut], batch, Dropout, Noise);
        var options = new TrainingOptions(new LearningRate(Rate), batch, Epochs) { Patience = Patience, Tolerance = Tolerance };
        TrainingLoop.Run(task, new Adam(parameters, l2: L2 / batch), options, seed, cancellation);
        return new FittedMlp(network, parameters);
    }

    private void Check()
    {
        if (Hidden.Count > MaxLayers || Hidden.Any(width => width is < 1 or > MaxWidth))
        {
            throw new UsageException(
                $"hidden of the mlp learner is [{string.Join(", ", Hidden)}]; allowed are at most {MaxLayers} widths of 1 to {MaxWidth}");
        }

        Check(Rate is > 0 and <= 1, "rate", Rate, "(0, 1]");
        Check(L2 is >= 0 and <= 1e6, "l2", L2, "[0, 1e6]");
        Check(Batch is >= 1 and <= 1 << 16, "batch", Batch, "1 to 65536");
        Check(Epochs is >= 1 and <= 100_000, "epochs", Epochs, "1 to 100000");
        Check(Patience >= 0, "patience", Patience, "a number from 0");
        Check(Validation is >= 0 and <= 0.5, "validation", Validation, "[0, 0.5]");
        Check(Dropout is >= 0 and < 1, "dropout", Dropout, "[0, 1)");
        Check(Noise is >= 0 and <= 10, "noise", Noise, "[0, 10]");
    }

    private static void Check(bool isAllowed, string name, double value, string allowed)
    {
        if (!isAllowed)
        {
            throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"{name} of the mlp learner is {value}; allowed is {allowed}"));
        }
    }
}
