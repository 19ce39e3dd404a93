using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Learners.Logistic;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.Factorisation;

/// <summary>
/// The form of RouteLLM's matrix factorisation: δ(m, x) = h · (u_m ∘ x W) + s_m with u_m = P_m / ‖P_m‖; the skill s_m may be left out.
/// As h ∘ u_m is known once training is over, δ(m, x) = x · v_m + s_m with v_m = W (h ∘ u_m): one vector per model is shipped.
/// </summary>
internal sealed class MfModel
{
    private const string ModelTable = "models";
    private const string Head = "head";
    private const string Skill = "skill";

    private readonly FeatureMatrix _features;
    private readonly int _width;

    /// <summary>
    /// A model at its start: P standard normal, W and h uniform in ±1/√inputs, s half the log-odds of winning, so that those of two models
    /// differ by the log-odds. A model that was never compared has P_m = 0, which makes its δ 0 and keeps it there.
    /// </summary>
    /// <param name="features">Training features; only their columns count.</param>
    /// <param name="wins">Of every model the share of comparisons that it won, in (0, 1), or null if there was none.</param>
    /// <param name="width">Length of u_m.</param>
    /// <param name="hasSkill">Whether there is an s.</param>
    /// <param name="random">Draws the start.</param>
    public MfModel(FeatureMatrix features, IReadOnlyList<double?> wins, int width, bool hasSkill, SeededRandom random)
    {
        (_features, _width, Models) = (features, width, wins.Count);
        var table = new float[checked(Models * width)];
        for (var i = 0; i < table.Length; i++)
        {
            var value = (float)random.NextGaussian();
            table[i] = wins[i / width] is null ? 0 : value;
        }

        Parameters.Add(new Parameter(ModelTable, [Models, width], table));
        FeatureWeights.AddTo(Parameters, features, width, random);
        Parameters.Add(new Parameter(Head, [width], FeatureWeights.Uniform(width, 1 / Math.Sqrt(width), random)));
        if (hasSkill)
        {
            float[] skills = [.. wins.Select(share => share is { } p ? (float)(0.5 * Math.Log(p / (1 - p))) : 0)];
            Parameters.Add(new Parameter(Skill, [Models, 1], skills, decays: false));
        }
    }

    public int Models { get; }

    public int Width => _width;

    public ParameterSet Parameters { get; } = [];

    private bool HasSkill => Parameters.Any(parameter => parameter.Name == Skill);

    /// <summary>Writes δ(a, x) − δ(b, x) of comparisons, float [N].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="parameters">The parameters there.</param>
    /// <param name="product">x W, float [N, width].</param>
    /// <param name="design">1 for a, −1 for b, else 0: float [N, models].</param>
    public string Emit(GraphBuilder graph, ParameterNodes parameters, string product, string design)
    {
        var unit = graph.Add("LpNormalization", [parameters[ModelTable]], Attr.Int("axis", -1), Attr.Int("p", 2));
        var difference = graph.Add("MatMul", [design, graph.Add("Mul", [unit, parameters[Head]])]);
        var columns = graph.Constant("columns", new long[] { 1 }, 1);
        var logits = graph.Add("ReduceSum", [graph.Add("Mul", [difference, product]), columns], Attr.Int("keepdims", 0));
        return HasSkill
            ? graph.Add("Add", [logits, graph.Add("Squeeze", [graph.Add("MatMul", [design, parameters[Skill]]), columns])])
            : logits;
    }

    /// <summary>δ of one model less δ of another, or of nothing, as a linear model of the features.</summary>
    public LinearModel Linear(int model, int? less = null)
    {
        var direction = new double[_width];
        Add(direction, model, 1);
        if (less is { } other)
        {
            Add(direction, other, -1);
        }

        var head = Parameters[Head].Values;
        for (var i = 0; i < _width; i++)
        {
            direction[i] *= head[i];
        }

        return new LinearModel(FeatureWeights.Vector(Parameters, direction, _features.ColumnCount), HasSkill ? Parameters[Skill].Values[model] - (less is { } b ? Parameters[Skill].Values[b] : 0) : 0);
    }

    private void Add(double[] direction, int model, double sign)
    {
        var row = Parameters[ModelTable].Values.AsSpan(model * _width, _width);
        var norm = TensorPrimitives.Norm<float>(row);
        for (var i = 0; i < _width && norm > 0; i++)
        {
            direction[i] += sign * row[i] / norm;
        }
    }
}
