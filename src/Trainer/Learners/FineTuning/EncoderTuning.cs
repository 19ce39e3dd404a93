using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Training;
using Trainer.Training.Optimisation;

namespace Trainer.Learners.FineTuning;

/// <summary>How an encoder is trained together with a head on its vectors, by AdamW.</summary>
/// <param name="Rate">AdamW's highest learning rate; it falls to 0 in a straight line.</param>
/// <param name="HeadRate">
/// The head's rate as a multiple of it; what starts as random vectors of great length needs more than a layer that starts near 0.
/// </param>
/// <param name="Decay">Weight decay, biases and gains free.</param>
/// <param name="Clip">The gradient's norm at most.</param>
/// <param name="WarmUp">Share of the steps in which the rate rises.</param>
/// <param name="Batch">Queries of a step.</param>
/// <param name="MaxTokens">Pieces that are read of a prompt, at most as many as the encoder takes; a longer prompt is cut.</param>
/// <param name="Epochs">Times through the training queries; more than a few learn them by heart.</param>
/// <param name="Patience">Ends after so many epochs without a better validation loss; 0 never does.</param>
/// <param name="Validation">Share of the queries held out to keep the best epoch; none are where there is one epoch only.</param>
/// <param name="Layers">How many of the encoder's top layers are trained: 0 for the head alone, nothing for all weights.</param>
/// <param name="Folds">Folds of <c>trainer train</c> at most: each is a fit.</param>
internal sealed record EncoderTuning(
    double Rate = 5e-5,
    double HeadRate = 200,
    double Decay = 0.01,
    double Clip = 1,
    double WarmUp = 0.1,
    int Batch = 32,
    int MaxTokens = 128,
    int Epochs = 1,
    int Patience = 1,
    double Validation = 0.1,
    int? Layers = null,
    int Folds = 3)
{
    private const int CheckpointSteps = 100;

    /// <summary>About how many multiplications it takes; a step back costs twice a step forward.</summary>
    public double Operations(TrainingShape shape) => 3.0 * Epochs * Forward(shape);

    /// <summary>About how many multiplications it takes to encode all queries once.</summary>
    public double Forward(TrainingShape shape) => shape.Queries * Math.Min(shape.Pieces, MaxTokens) * shape.EncoderWeights;

    /// <summary>Trains the configured encoder, by default the one that comes with Trainer.</summary>
    /// <param name="learner">Whose settings they are; all of them tell one checkpoint from another.</param>
    /// <param name="data">The data, with texts.</param>
    /// <param name="teach">The head for the encoder as it is before.</param>
    /// <param name="seed">Decides all that is drawn.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="UsageException">The encoder cannot be trained.</exception>
    public TunedEncoder Fit(ILearner learner, TrainingSet data, Func<Encoder, ITuningHead> teach, ulong seed, CancellationToken cancellation)
    {
        using var own = data.Encoder is null ? DefaultEncoder.Load() : null;
        var encoder = data.Encoder ?? own!;
        if (data.Texts.Count != data.Count)
        {
            throw new ArgumentException($"there are {data.Texts.Count} texts for {data.Count} queries", nameof(data));
        }

        var settings = encoder.Settings with { MaxTokens = Math.Min(MaxTokens, encoder.Settings.MaxTokens), LongPrompts = LongPrompts.Cut };
        var head = teach(encoder);
        var network = new TuningNetwork(encoder, head, Layers, HeadRate, new SeededRandom(seed, 0x42455254));
        var rows = head.TaughtRows;
        if (rows.Length > 0)
        {
            int[][] pieces = [.. data.Texts.Select(text => Ids(text, encoder.Tokenizer, settings))];
            string Identify() => Identity(learner, encoder, pieces, head);
            Train(network, head, rows, pieces, encoder, data, data.Checkpoint is null ? "" : Identify(), seed, cancellation);
        }

        return network.Fitted("fine-tuned " + encoder.Settings.Name, settings.MaxTokens);
    }

    /// <exception cref="UsageException">A setting is out of its range.</exception>
    /// <param name="learner">Whose settings they are.</param>
    /// <param name="path">What stands before their names.</param>
    public void Check(string learner, string path = "")
    {
        void Require(bool isAllowed, string name, double value, string allowed)
        {
            if (!isAllowed)
            {
                throw new UsageException(
                    string.Create(CultureInfo.InvariantCulture, $"{path}{name} of the {learner} learner is {value}; allowed is {allowed}"));
            }
        }

        Require(Rate is > 0 and <= 0.1, "rate", Rate, "(0, 0.1]");
        Require(HeadRate is > 0 and <= 1e4, "headRate", HeadRate, "(0, 1e4]");
        Require(Decay is >= 0 and <= 10, "decay", Decay, "[0, 10]");
        Require(Clip is > 0 and <= 1e9, "clip", Clip, "(0, 1e9]");
        Require(WarmUp is >= 0 and <= 1, "warmUp", WarmUp, "[0, 1]");
        Require(Batch is >= 1 and <= 1024, "batch", Batch, "1 to 1024");
        Require(MaxTokens is >= 16 and <= 4096, "maxTokens", MaxTokens, "16 to 4096");
        Require(Epochs is >= 1 and <= 100, "epochs", Epochs, "1 to 100");
        Require(Patience >= 0, "patience", Patience, "a number from 0");
        Require(Validation is >= 0 and <= 0.5, "validation", Validation, "[0, 0.5]");
        Require(Layers is null or >= 0, "layers", Layers ?? 0, "a number from 0, or nothing");
        Require(Folds is >= 2 and <= 100, "folds", Folds, "2 to 100");
    }

    private static int[] Ids(string text, ITokenizer tokenizer, EncoderSettings settings) => [.. TokenRows.Of(text, tokenizer, settings).Rows[0]];

    private void Train(
        TuningNetwork network,
        ITuningHead head,
        int[] rows,
        int[][] pieces,
        Encoder encoder,
        TrainingSet data,
        string identity,
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
            CheckpointIdentity = identity,
        };
        TrainingLoop.Run(task, new Adam(network.Parameters, decay: Decay), options, seed, cancellation);
    }

    // Everything that decides the outcome and is not among the training's own options.
    private static string Identity(ILearner learner, Encoder encoder, int[][] pieces, ITuningHead head)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(learner, BundleJson.Line));
        hash.AppendData(Convert.FromHexString(encoder.Digest));
        foreach (var row in pieces)
        {
            hash.AppendData(BitConverter.GetBytes(row.Length));
            hash.AppendData(MemoryMarshal.AsBytes(row.AsSpan()));
        }

        head.AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
