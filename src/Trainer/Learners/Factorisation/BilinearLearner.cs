using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Features;
using Trainer.Learners.Logistic;
using Trainer.Learners.Settings;
using Trainer.Training;
using Trainer.Training.Optimisation;

namespace Trainer.Learners.Factorisation;

/// <summary>
/// Predicts whether each model answers a query rightly from a vector per model and a projection of the query, by cross-entropy on the
/// quality as a soft target: EmbedLLM (Zhuang et al. 2024, arXiv 2410.02223) or item response theory as in IRT-Router (arXiv 2506.01048)
/// with free abilities. What was not run is no target; queries count by their weights.
/// </summary>
/// <param name="Form">How model and query meet.</param>
/// <param name="Width">Length of a model's vector; 0 takes 128 for EmbedLLM and 25 for item response theory.</param>
/// <param name="Rate">Adam's learning rate.</param>
/// <param name="Decline">How the rate falls until the last epoch.</param>
/// <param name="L2">λ of a penalty λ/2 ‖θ‖², biases free.</param>
/// <param name="Noise">Standard deviation of the noise on every dense value, as it comes.</param>
/// <param name="Batch">Queries of a step, at most as many as there are; 0 takes <see cref="BatchSize"/>.</param>
/// <param name="Epochs">At most so many times through the training queries.</param>
/// <param name="Patience">Ends after so many epochs without a better validation loss; 0 never does.</param>
/// <param name="Validation">Share of the queries that is held out; the state that does best there is kept. 0 holds out none.</param>
internal sealed record BilinearLearner(
    BilinearForm Form = BilinearForm.EmbedLlm,
    int Width = 0,
    double Rate = 3e-3,
    RateDecline Decline = RateDecline.Cosine,
    double L2 = 1e-5,
    double Noise = 0.02,
    int Batch = 0,
    int Epochs = 40,
    int Patience = 6,
    double Validation = 0.1) : ILearner
{
    public const string Name = "bilinear";

    private const int FewestToHoldOut = 10;

    // A loss that is lower by less is no gain.
    private const double Tolerance = 1e-5;

    public static LearnerFamily Family { get; } = new(
        Name,
        "Predicts each model's quality from its vector and a projection of the query (EmbedLLM), or by item response theory (IRT-Router).",
        "Graded or right-or-wrong outcomes; cheap with many models, as a model adds one vector only.",
        new BilinearLearner())
    {
        Space =
        [
            Setting.Choice("form", BilinearForm.EmbedLlm, BilinearForm.Irt),
            Setting.Choice("width", 0, 64, 256),
            Setting.Log("rate", 5e-4, 1e-2, digits: 2),
            Setting.Log("l2", 1e-6, 1e-3, digits: 2),
            Setting.Real("noise", 0, 0.1, digits: 2),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    private int VectorLength => Width > 0 ? Width : Form == BilinearForm.Irt ? 25 : 128;

    // A step back costs as much as a step forward: the features need no gradient.
    public double Operations(TrainingShape shape) =>
        2.0 * Epochs * VectorLength * (shape.Product + ((double)shape.Queries * (1 + shape.Models)));

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        Check();
        bool[] wasRun = [.. data.Quality.Select(column => column.Any(y => !double.IsNaN(y)))];
        var model = new BilinearModel(Form, data.Features, wasRun, VectorLength, new SeededRandom(seed, 0x424C));
        int[] queries = [.. Enumerable.Range(0, data.Count).Where(row => data.Quality.Any(column => !double.IsNaN(column[row])))];
        if (queries.Length > 0)
        {
            var heldOut = (int)Math.Round(Validation * queries.Length);
            heldOut = heldOut < FewestToHoldOut ? 0 : heldOut; // too few to tell one epoch from another
            new SeededRandom(seed, 0x56414C).Shuffle<int>(queries);
            var batch = BatchSize.Of(Batch, queries.Length - heldOut);
            using var task = new BilinearTask(model, data, queries[heldOut..], queries[..heldOut], batch, Noise);
            var steps = (long)Epochs * ((task.Count + batch - 1) / batch);
            var options = new TrainingOptions(new LearningRate(Rate, Decline, Steps: steps), batch, Epochs)
            {
                Patience = Patience,
                Tolerance = Tolerance,
            };
            TrainingLoop.Run(task, new Adam(model.Parameters, l2: L2), options, seed, cancellation);
        }

        return Form == BilinearForm.Irt
            ? new FittedBilinear(model, data.IsPair)
            : new FittedLogistic(
                [.. Enumerable.Range(0, model.Models).Select(m => model.Linear(m, data.Features.ColumnCount))],
                data.Features.Sparse.ColumnCount,
                isDifference: data.IsPair);
    }

    private void Check()
    {
        Check(Width is >= 0 and <= 8192, "width", Width, "0 to 8192");
        Check(Rate is > 0 and <= 1, "rate", Rate, "(0, 1]");
        Check(L2 is >= 0 and <= 1e6, "l2", L2, "[0, 1e6]");
        Check(Noise is >= 0 and <= 10, "noise", Noise, "[0, 10]");
        Check(Batch is >= 0 and <= 1 << 16, "batch", Batch, "0 to 65536");
        Check(Epochs is >= 1 and <= 100_000, "epochs", Epochs, "1 to 100000");
        Check(Patience >= 0, "patience", Patience, "a number from 0");
        Check(Validation is >= 0 and <= 0.5, "validation", Validation, "[0, 0.5]");
    }

    private static void Check(bool isAllowed, string name, double value, string allowed)
    {
        if (!isAllowed)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"{name} of the bilinear learner is {value}; allowed is {allowed}"));
        }
    }
}
