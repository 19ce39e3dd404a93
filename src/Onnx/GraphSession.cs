using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Trainer.Onnx;

/// <summary>
/// A loaded graph with a float output of one row per text. Its inputs are some of: the texts themselves, the pieces that a tokenizer
/// makes of them, vectors that an encoder outside the graph makes of them, scores from anywhere, and the texts' domains. One thread per run: routing calls come in
/// parallel from the application, and a spinning pool of their own would take the cores from each other. Safe to use from several threads.
/// </summary>
public sealed class GraphSession : IDisposable
{
    /// <summary>Input of texts, string [N].</summary>
    public const string TextName = "text";

    /// <summary>Input of piece ids, int64 [rows, length].</summary>
    public const string IdsName = "input_ids";

    /// <summary>Input that tells pieces from padding, int64 [rows, length].</summary>
    public const string AttentionName = "attention_mask";

    /// <summary>Input that says which rows make up which text, float [N, rows].</summary>
    public const string WindowsName = "windows";

    /// <summary>Input of vectors from elsewhere, float [N, dimension].</summary>
    public const string EmbeddingName = "embedding";

    /// <summary>Input of scores that something outside made of the texts, float [N, scores].</summary>
    public const string ExternalScoresName = "external_scores";

    /// <summary>Input of each text's domain, string [N]; empty where it is not known.</summary>
    public const string DomainName = "domain";

    /// <summary>Output of a router: float [N] or [N, scores per text].</summary>
    public const string ScoresName = "scores";

    private static readonly (string Name, TensorElementType Type, int Rank)[] Known =
    [
        (TextName, TensorElementType.String, 1),
        (IdsName, TensorElementType.Int64, 2),
        (AttentionName, TensorElementType.Int64, 2),
        (WindowsName, TensorElementType.Float, 2),
        (EmbeddingName, TensorElementType.Float, 2),
        (ExternalScoresName, TensorElementType.Float, 2),
        (DomainName, TensorElementType.String, 1),
    ];

    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly ConcurrentBag<SingleTextRun> _idle = [];
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly long[] _outputShape;

    /// <summary>Loads a graph from its bytes.</summary>
    /// <exception cref="InvalidDataException">The graph keeps data in other files, or has other inputs and outputs.</exception>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The bytes are not a protobuf message.</exception>
    /// <exception cref="OnnxRuntimeException">The bytes are not a graph that ONNX Runtime accepts.</exception>
    public GraphSession(byte[] model, string output = ScoresName)
    {
        if (ExternalData.IsReferencedIn(model))
        {
            throw new InvalidDataException("the graph keeps data in another file; a graph must hold all of its data itself");
        }

        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");

        // Without it bytes can pass for the runtime's own format, in which the check above would have looked at nothing.
        options.AddSessionConfigEntry("session.load_model_format", "ONNX");
        _session = new InferenceSession(model, options);
        try
        {
            _inputNames = CheckedInputs(_session);
            _outputNames = [output];
            _outputShape = OutputShapeOfOneText(_session, output);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>The key-value pairs that the graph carries.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>Numbers that the graph gives for each text.</summary>
    public int ScoresPerText => _outputShape.Length == 1 ? 1 : (int)_outputShape[1];

    /// <summary>Names of the inputs, in the order of the constants of this class.</summary>
    public IReadOnlyList<string> Inputs => _inputNames;

    /// <summary>Length of the vectors that <see cref="EmbeddingName"/> takes, or 0 if the graph takes none.</summary>
    public int EmbeddingDimension => Columns(EmbeddingName);

    /// <summary>How many scores <see cref="ExternalScoresName"/> takes of each text, or 0 if the graph takes none.</summary>
    public int ExternalScoreCount => Columns(ExternalScoresName);

    /// <summary>Whether the graph has an input of that name.</summary>
    public bool Takes(string input) => Array.IndexOf(_inputNames, input) >= 0;

    /// <summary>
    /// Scores one text into <paramref name="scores"/>, whose length must be <see cref="ScoresPerText"/>. Only for a graph whose one input is
    /// <see cref="TextName"/>. Allocates nothing on the managed heap once as many runs have been made at the same time as there ever are.
    /// </summary>
    /// <exception cref="ArgumentException">The scores have another length.</exception>
    public void Run(ReadOnlySpan<char> text, Span<float> scores)
    {
        CheckLength(1, scores.Length);
        var run = _idle.TryTake(out var idle) ? idle : new SingleTextRun(_session, _runOptions, _outputNames[0], _outputShape);
        run.Run(text, scores);
        _idle.Add(run); // one that threw is not used again
    }

    /// <summary>Scores texts, row by row, where nothing but <see cref="TextName"/> is asked for; at least one text.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Run(GraphInputs, Span{float})"/>.</exception>
    public void Run(IReadOnlyList<string> texts, Span<float> scores) => Run(new GraphInputs(texts.Count) { Texts = texts }, scores);

    /// <summary>Scores texts, row by row; at least one text.</summary>
    /// <exception cref="ArgumentException">
    /// There is no text, the scores' length is not <see cref="ScoresPerText"/> for each, or an input of the graph is missing.
    /// </exception>
    public void Run(GraphInputs inputs, Span<float> scores)
    {
        CheckLength(inputs.Count, scores.Length);
        var values = new OrtValue[_inputNames.Length];
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Value(_inputNames[i], inputs);
            }

            using var outputs = _session.Run(_runOptions, _inputNames, values, _outputNames);
            outputs[0].GetTensorDataAsSpan<float>().CopyTo(scores);
        }
        finally
        {
            foreach (var value in values)
            {
                value?.Dispose();
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        while (_idle.TryTake(out var run))
        {
            run.Dispose();
        }

        _runOptions.Dispose();
        _session.Dispose();
    }

    private static OrtValue Value(string name, GraphInputs inputs)
    {
        ArgumentException Missing() => new($"the graph asks for '{name}', which is not given", nameof(inputs));
        if (name is TextName or DomainName)
        {
            var texts = (name == TextName ? inputs.Texts : inputs.Domains) ?? throw Missing();
            var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [inputs.Count]);
            for (var i = 0; i < texts.Count; i++)
            {
                value.StringTensorSetElementAt(texts[i], i);
            }

            return value;
        }

        if (name is EmbeddingName or ExternalScoresName)
        {
            var vectors = (name == EmbeddingName ? inputs.Embeddings : inputs.ExternalScores) ?? throw Missing();
            return OrtValue.CreateTensorValueFromMemory(vectors, [inputs.Count, vectors.Length / inputs.Count]);
        }

        var pieces = inputs.Pieces ?? throw Missing();
        return name switch
        {
            IdsName => OrtValue.CreateTensorValueFromMemory(pieces.Ids, [pieces.RowCount, pieces.Length]),
            AttentionName => OrtValue.CreateTensorValueFromMemory(pieces.Attention, [pieces.RowCount, pieces.Length]),
            _ => OrtValue.CreateTensorValueFromMemory(pieces.Windows ?? throw Missing(), [inputs.Count, pieces.RowCount]),
        };
    }

    private static string[] CheckedInputs(InferenceSession session)
    {
        string[] names = [.. Known.Select(input => input.Name).Where(session.InputMetadata.ContainsKey)];
        var fits = names.Length > 0 && names.Length == session.InputMetadata.Count && Known.All(input =>
            !session.InputMetadata.TryGetValue(input.Name, out var found)
            || (IsTensor(found, input.Type) && found.Dimensions.Length == input.Rank && found.Dimensions[0] == -1));
        return fits
            ? names
            : throw new InvalidDataException($"the graph's inputs are {string.Join(", ", session.InputMetadata.Keys)}; they may be " +
                $"'{TextName}' of strings [N], '{IdsName}' and '{AttentionName}' of int64 [rows, length], '{WindowsName}' of floats " +
                $"[N, rows], '{EmbeddingName}' of floats [N, dimension], '{ExternalScoresName}' of floats [N, scores] and '{DomainName}' of " +
                "strings [N]");
    }

    private int Columns(string input) => Takes(input) ? _session.InputMetadata[input].Dimensions[1] : 0;

    private static long[] OutputShapeOfOneText(InferenceSession session, string name)
    {
        if (!session.OutputMetadata.TryGetValue(name, out var output)
            || !IsTensor(output, TensorElementType.Float)
            || output.Dimensions is not ([-1] or [-1, > 0]))
        {
            throw new InvalidDataException($"the graph's outputs are {string.Join(", ", session.OutputMetadata.Keys)}; one must be " +
                $"'{name}', of floats [N] or [N, {name} per text]");
        }

        return [1, .. output.Dimensions.Skip(1).Select(dimension => (long)dimension)];
    }

    private static bool IsTensor(NodeMetadata value, TensorElementType type) => value.IsTensor && value.ElementDataType == type;

    private void CheckLength(int texts, int scores)
    {
        if (texts == 0 || scores != (long)texts * ScoresPerText)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"there are {texts} texts and room for {scores} scores; there must be a text, and {ScoresPerText} scores for each"));
        }
    }
}
