using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners.Hybrid;
using Trainer.Learners.Settings;
using Trainer.Training;
using Trainer.Training.Optimisation;

namespace Trainer.Learners.FineTuning;

/// <summary>
/// RouteLLM's BERT router (Ong et al. 2024, arXiv:2406.18665, section 4.2.3): a sentence encoder and a linear layer on its vectors, trained
/// together by AdamW on cross-entropy. A pair is taught classes, a pool each model's quality.
/// </summary>
/// <param name="Classes">What is taught. Three classes cannot tell a query that both models master from one that defeats both.</param>
/// <param name="Rate">AdamW's highest learning rate; it falls to 0 in a straight line.</param>
/// <param name="HeadRate">The linear layer's rate as a multiple of it.</param>
/// <param name="Decay">Weight decay, biases and gains free.</param>
/// <param name="Clip">The gradient's norm at most.</param>
/// <param name="WarmUp">Share of the steps in which the rate rises.</param>
/// <param name="Batch">Queries of a step.</param>
/// <param name="MaxTokens">Pieces that are read of a prompt, at most as many as the encoder takes; a longer prompt is cut.</param>
/// <param name="Epochs">Times through the training queries; more than a few learn them by heart.</param>
/// <param name="Patience">Ends after so many epochs without a better validation loss; 0 never does.</param>
/// <param name="Validation">Share of the queries held out to keep the best epoch; none are where there is one epoch only.</param>
/// <param name="Layers">How many of the encoder's top layers are trained: 0 for the linear layer alone, nothing for all weights.</param>
/// <param name="Labels"><see cref="HybridLearner.Labels"/>.</param>
/// <param name="Temperature"><see cref="HybridLearner.Temperature"/>.</param>
/// <param name="Folds">Folds of <c>trainer train</c> at most: each is a fit.</param>
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

    private const int CheckpointSteps = 100;

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

    // A step back costs twice a step forward.
    public double Operations(TrainingShape shape) =>
        3.0 * Epochs * shape.Queries * Math.Min(shape.Pieces, MaxTokens) * shape.EncoderWeights;

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        Check();
        using var own = data.Encoder is null ? DefaultEncoder.Load() : null;
        var encoder = data.Encoder ?? own!;
        if (data.Texts.Count != data.Count)
        {
            throw new ArgumentException($"there are {data.Texts.Count} texts for {data.Count} queries", nameof(data));
        }

        var settings = encoder.Settings with { MaxTokens = Math.Min(MaxTokens, encoder.Settings.MaxTokens), LongPrompts = LongPrompts.Cut };
        var head = PredictionHead.Of(data, Classes, Labels, Temperature);
        var network = new TuningNetwork(encoder, head, Layers, HeadRate, new SeededRandom(seed, 0x42455254));
        var rows = head.TaughtRows;
        if (rows.Length > 0)
        {
            Train(network, head, rows, [.. data.Texts.Select(text => Ids(text, encoder.Tokenizer, settings))], encoder, data, seed, cancellation);
        }

        return network.Fitted("fine-tuned " + encoder.Settings.Name, settings.MaxTokens);
    }

    private static int[] Ids(string text, ITokenizer tokenizer, EncoderSettings settings) => [.. TokenRows.Of(text, tokenizer, settings).Rows[0]];

    private void Train(
        TuningNetwork network,
        PredictionHead head,
        int[] rows,
        int[][] pieces,
        Encoder encoder,
        TrainingSet data,
        ulong seed,
        CancellationToken cancellation)
    {
        var heldOut = Epochs == 1 ? 0 : (int)Math.Round(Validation * rows.Length);
        new SeededRandom(seed, 0x56414C).Shuffle<int>(rows);
        var (training, validation) = (rows[heldOut..], rows[..heldOut]);
        var batch = Math.Min(Batch, training.Length);
        var steps = (long)Epochs * ((training.Length + batch - 1) / batch);
        var perEpoch = training.Sum(row => (long)pieces[row].Length);
        var shape = TrainingShape.Of(data) with
        {
            Queries = training.Length,
            Pieces = (double)perEpoch / training.Length,
            EncoderWeights = network.Products,
        };
        var work = string.Create(
            CultureInfo.InvariantCulture,
            $"fine-tuning {encoder.Settings.Name} on {training.Length} texts of {perEpoch} pieces, {Epochs} times in {steps} steps: ") +
            string.Create(CultureInfo.InvariantCulture, $"about {Operations(shape):0.0e0} multiplications");
        data.Progress?.Invoke(new FitProgress(work, 0, steps, 0));
        long done = 0, step = 0;
        void Hear(int count)
        {
            (done, step) = (done + count, step + 1);
            data.Progress?.Invoke(new FitProgress(work, step, steps, (double)done / (Epochs * Math.Max(1, perEpoch))));
        }

        using var task = new TuningTask(network, head, pieces, encoder.Tokenizer.PaddingId, training, validation, batch, Hear);
        var rate = new LearningRate(Rate, RateDecline.Linear, (long)Math.Ceiling(WarmUp * steps), steps);
        var options = new TrainingOptions(rate, batch, Epochs)
        {
            Patience = heldOut == 0 ? 0 : Patience,
            ClipNorm = Clip,
            CheckpointPath = data.Checkpoint,
            KeepsCheckpoint = true,
            CheckpointSteps = CheckpointSteps,
            CheckpointIdentity = data.Checkpoint is null ? "" : Identity(encoder, pieces, head),
        };
        TrainingLoop.Run(task, new Adam(network.Parameters, decay: Decay), options, seed, cancellation);
    }

    // Everything that decides the outcome and is not among the training's own options.
    private string Identity(Encoder encoder, int[][] pieces, PredictionHead head)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(this, BundleJson.Line));
        hash.AppendData(Convert.FromHexString(encoder.Digest));
        foreach (var row in pieces)
        {
            hash.AppendData(BitConverter.GetBytes(row.Length));
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.AsSpan()));
        }

        foreach (var column in head.Targets)
        {
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(column.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Check()
    {
        Check(Rate is > 0 and <= 0.1, "rate", Rate, "(0, 0.1]");
        Check(HeadRate is > 0 and <= 1e4, "headRate", HeadRate, "(0, 1e4]");
        Check(Decay is >= 0 and <= 10, "decay", Decay, "[0, 10]");
        Check(Clip is > 0 and <= 1e9, "clip", Clip, "(0, 1e9]");
        Check(WarmUp is >= 0 and <= 1, "warmUp", WarmUp, "[0, 1]");
        Check(Batch is >= 1 and <= 1024, "batch", Batch, "1 to 1024");
        Check(MaxTokens is >= 16 and <= 4096, "maxTokens", MaxTokens, "16 to 4096");
        Check(Epochs is >= 1 and <= 100, "epochs", Epochs, "1 to 100");
        Check(Patience >= 0, "patience", Patience, "a number from 0");
        Check(Validation is >= 0 and <= 0.5, "validation", Validation, "[0, 0.5]");
        Check(Layers is null or >= 0, "layers", Layers ?? 0, "a number from 0, or nothing");
        Check(Temperature is > 0 and <= 100, "temperature", Temperature, "(0, 100]");
        Check(Folds is >= 2 and <= 100, "folds", Folds, "2 to 100");
    }

    private static void Check(bool isAllowed, string name, double value, string allowed)
    {
        if (!isAllowed)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name} of the bert learner is {value}; allowed is {allowed}"));
        }
    }
}
