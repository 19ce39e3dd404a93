using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Learners.Hybrid;
using Trainer.Learners.Settings;

namespace Trainer.Learners.FineTuning;

/// <summary>
/// RouteLLM's BERT router (Ong et al. 2024, arXiv:2406.18665, section 4.2.3): a sentence encoder and a linear layer on its vectors, trained
/// together by AdamW on cross-entropy. A pair is taught classes, a pool each model's quality.
/// </summary>
/// <param name="Classes">What is taught. Three classes cannot tell a query that both models master from one that defeats both.</param>
/// <param name="Rate"><see cref="EncoderTuning.Rate"/>.</param>
/// <param name="HeadRate"><see cref="EncoderTuning.HeadRate"/>.</param>
/// <param name="Decay"><see cref="EncoderTuning.Decay"/>.</param>
/// <param name="Clip"><see cref="EncoderTuning.Clip"/>.</param>
/// <param name="WarmUp"><see cref="EncoderTuning.WarmUp"/>.</param>
/// <param name="Batch"><see cref="EncoderTuning.Batch"/>.</param>
/// <param name="MaxTokens"><see cref="EncoderTuning.MaxTokens"/>.</param>
/// <param name="Epochs"><see cref="EncoderTuning.Epochs"/>.</param>
/// <param name="Patience"><see cref="EncoderTuning.Patience"/>.</param>
/// <param name="Validation"><see cref="EncoderTuning.Validation"/>.</param>
/// <param name="Layers"><see cref="EncoderTuning.Layers"/>.</param>
/// <param name="Labels"><see cref="HybridLearner.Labels"/>.</param>
/// <param name="Temperature"><see cref="HybridLearner.Temperature"/>.</param>
/// <param name="Folds"><see cref="EncoderTuning.Folds"/>.</param>
internal sealed record BertLearner(
    PairClasses Classes = PairClasses.Four,
    double Rate = 5e-5,
    double HeadRate = 10,
    double Decay = 0.01,
    double Clip = 1,
    double WarmUp = 0.1,
    int Batch = 32,
    int MaxTokens = 128,
    int Epochs = 1,
    int Patience = 1,
    double Validation = 0.1,
    int? Layers = null,
    HybridLabels Labels = HybridLabels.Transformed,
    double Temperature = 0.1,
    int Folds = 3) : ILearner
{
    public const string Name = "bert";

    public static LearnerFamily Family { get; } = new(
        Name,
        "Fine-tunes the configured encoder, by default the one that comes with Trainer, with a linear layer on top.",
        "Thousands of queries and minutes for each fit; worth trying where the frozen encoder is weak, such as in other languages or subjects.",
        new BertLearner())
    {
        Space =
        [
            Setting.PairChoice("classes", PairClasses.Four, PairClasses.Hybrid),
            Setting.Log("rate", 2e-5, 2e-4, digits: 2),
            Setting.Integer("epochs", 1, 2),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => false;

    [JsonIgnore]
    public bool TrainsEncoder => true;

    [JsonIgnore]
    public int MostFolds => Folds;

    private EncoderTuning Tuning =>
        new(Rate, HeadRate, Decay, Clip, WarmUp, Batch, MaxTokens, Epochs, Patience, Validation, Layers, Folds);

    public double Operations(TrainingShape shape) => Tuning.Operations(shape);

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        Tuning.Check(Name);
        if (Temperature is not (> 0 and <= 100))
        {
            throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"temperature of the bert learner is {Temperature}; allowed is (0, 100]"));
        }

        return Tuning.Fit(this, data, _ => PredictionHead.Of(data, Classes, Labels, Temperature, Batch), seed, cancellation);
    }
}
