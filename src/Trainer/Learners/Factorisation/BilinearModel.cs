using Trainer.Features;
using Trainer.Learners.Logistic;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Factorisation;

/// <summary>
/// The log-odds of all models on a query, in one of two forms. Item response theory ships the graph that was trained. EmbedLLM's form,
/// h · (P_m ∘ (x W + b)) + c, is linear in x once training is over, so one vector per model is shipped: W (h ∘ P_m).
/// </summary>
internal sealed class BilinearModel
{
    private const string ModelTable = "models";
    private const string Shift = "shift";
    private const string Head = "head";
    private const string Bias = "bias";

    private readonly BilinearForm _form;
    private readonly int _width;

    /// <summary>
    /// A model at its start: the models' vectors standard normal, all else uniform in ±1/√inputs. The vector of a model that was never run
    /// is 0 and stays it, so that its log-odds are what all models have in common.
    /// </summary>
    /// <param name="form">The form.</param>
    /// <param name="features">Training features; only their columns count.</param>
    /// <param name="wasRun">Of every model, whether anything is known of it.</param>
    /// <param name="width">Length of a model's vector.</param>
    /// <param name="random">Draws the start.</param>
    public BilinearModel(BilinearForm form, FeatureMatrix features, IReadOnlyList<bool> wasRun, int width, SeededRandom random)
    {
        (_form, _width, Models) = (form, width, wasRun.Count);
        var table = new float[checked(Models * width)];
        for (var i = 0; i < table.Length; i++)
        {
            var value = (float)random.NextGaussian();
            table[i] = wasRun[i / width] ? value : 0;
        }

        Parameters.Add(new Parameter(ModelTable, [Models, width], table));
        FeatureWeights.AddTo(Parameters, features, ProductWidth, random);
        if (form == BilinearForm.EmbedLlm)
        {
            var bound = 1 / Math.Sqrt(Math.Max(1, features.ColumnCount));
            Parameters.Add(new Parameter(Shift, [width], FeatureWeights.Uniform(width, bound, random), decays: false));
            Parameters.Add(new Parameter(Head, [width], FeatureWeights.Uniform(width, 1 / Math.Sqrt(width), random)));
            Parameters.Add(new Parameter(Bias, [1], FeatureWeights.Uniform(1, 1 / Math.Sqrt(width), random), decays: false));
        }
    }

    public int Models { get; }

    public ParameterSet Parameters { get; } = [];

    /// <summary>Columns of the product of the features with one matrix: W, or A and B side by side.</summary>
    public int ProductWidth => _form == BilinearForm.Irt ? _width + 1 : _width;

    /// <summary>Writes the log-odds, float [N, models].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="parameters">The parameters there.</param>
    /// <param name="product">The product of the features, float [N, <see cref="ProductWidth"/>].</param>
    public string Emit(GraphBuilder graph, ParameterNodes parameters, string product)
    {
        string AllModels(string queries, string table) =>
            graph.Add("MatMul", [queries, graph.Add("Transpose", [table], Attr.Ints("perm", [1, 0]))]);
        if (_form == BilinearForm.EmbedLlm)
        {
            var table = graph.Add("Mul", [parameters[ModelTable], parameters[Head]]);
            var query = graph.Add("Add", [product, parameters[Shift]]);
            return graph.Add("Add", [AllModels(query, table), parameters[Bias]]);
        }

        var parts = graph.Add(
            "Split", "", 2, [product, graph.Constant("sizes", new long[] { _width, 1 }, 2)], Attr.Int("axis", 1));
        return graph.Add("Sub", [AllModels(graph.Add("Softplus", [parts[0]]), parameters[ModelTable]), parts[1]]);
    }

    /// <summary>EmbedLLM's log-odds of a model as a linear model of the features.</summary>
    public LinearModel Linear(int model, int columns)
    {
        var (head, shift) = (Parameters[Head].Values, Parameters[Shift].Values);
        var direction = new double[_width];
        double intercept = Parameters[Bias].Values[0];
        for (var i = 0; i < _width; i++)
        {
            direction[i] = (double)head[i] * Parameters[ModelTable].Values[(model * _width) + i];
            intercept += direction[i] * shift[i];
        }

        return new LinearModel(FeatureWeights.Vector(Parameters, direction, columns), (float)intercept);
    }

    /// <summary>Writes the way from log-odds to scores: of a pair the difference of the two probabilities.</summary>
    public static string EmitScores(GraphBuilder graph, string logits, bool isPair) => isPair
        ? graph.Add("MatMul", [graph.Add("Sigmoid", [logits]), graph.Constant("strong_minus_weak", [-1f, 1f], 2, 1)])
        : logits;
}
