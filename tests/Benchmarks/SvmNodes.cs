using System.Globalization;
using Trainer.Features;
using Trainer.Learners.Svm;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Benchmarks;

/// <summary>
/// One radial machine of 12,243 made-up support vectors × 768 as it is shipped, and as SVMRegressor and SVMClassifier of ai.onnx.ml:
/// milliseconds of processor time for a run of one query and of 256, one thread, best of the runs, and how far the scores are from each other.
/// </summary>
internal static class SvmNodes
{
    private const int Supports = 12_243;
    private const int Columns = 768;
    private const int Batch = 256;
    private const float Gamma = 1f / Columns;

    public static void Run()
    {
        var random = new SeededRandom(12_243);
        var vectors = Gaussian(Supports * Columns, random);
        double[] beta = [.. Enumerable.Range(0, Supports).Select(_ => random.NextDouble(-1, 1)).Order()]; // one class after the other
        var queries = Gaussian(Batch * Columns, random);
        var ours = new FittedRadialMachines(new DenseMatrix(vectors, Supports, Columns), Gamma, [beta], [0.25], usual: 2);
        var expected = Time("MatMul, Exp, MatMul", queries, 1, (graph, input) => ours.Emit(new QueryInputs(graph), new FeatureNodes(null, input)));
        Report(expected, Time("SVMRegressor", queries, 1, (graph, input) => graph.Add("SVMRegressor", GraphBuilder.MlDomain, [input], [
            .. Machine(vectors, beta), Attr.Int("n_supports", Supports)])));
        var negative = beta.Count(b => b < 0);
        Report(expected, Time("SVMClassifier", queries, 2, (graph, input) => graph.Add("SVMClassifier", GraphBuilder.MlDomain, 2, [input], [
            .. Machine(vectors, beta),
            Attr.Ints("classlabels_ints", [0, 1]),
            Attr.Ints("vectors_per_class", [negative, Supports - negative])])[1]));
    }

    private static Trainer.Onnx.Schema.AttributeProto[] Machine(float[] vectors, double[] beta) =>
    [
        Attr.String("kernel_type", "RBF"),
        Attr.Floats("kernel_params", [Gamma, 0, 0]),
        Attr.Floats("support_vectors", vectors),
        Attr.Floats("coefficients", beta.Select(b => (float)b)),
        Attr.Floats("rho", [-0.25f]),
    ];

    private static float[] Time(string name, float[] queries, int scoresPerQuery, Func<GraphBuilder, string, string> emit)
    {
        var graph = new GraphBuilder("svm");
        var input = graph.Input(GraphSession.EmbeddingName, DataType.Float, GraphBuilder.Batch, Columns);
        graph.Output(GraphSession.ScoresName, emit(graph, input), DataType.Float, GraphBuilder.Batch, scoresPerQuery);
        using var session = new GraphSession(graph.Build(new Dictionary<string, string>()));
        var scores = new float[Batch * scoresPerQuery];
        double Best(int rows, int runs, int repeats)
        {
            var inputs = new GraphInputs(rows) { Embeddings = queries[..(rows * Columns)] };
            var best = double.PositiveInfinity;
            for (var run = 0; run < runs; run++)
            {
                var before = Environment.CpuUsage.UserTime;
                for (var i = 0; i < repeats; i++)
                {
                    session.Run(inputs, scores.AsSpan(0, rows * scoresPerQuery));
                }

                best = Math.Min(best, (Environment.CpuUsage.UserTime - before).TotalMilliseconds / repeats);
            }

            return best;
        }

        var (one, many) = (Best(1, 4, 8), Best(Batch, 3, 1));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name}: {one:0.00} ms for one query, {many:0.0} ms for {Batch}, {many / Batch:0.000} ms each"));
        return [.. scores.Where((_, i) => (i + 1) % scoresPerQuery == 0)];
    }

    private static void Report(float[] expected, float[] scores) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  scores within {expected.Zip(scores, (a, b) => Math.Abs(a - b)).Max():0.0e+0} of ours, which go up to {expected.Max(Math.Abs):0.00}"));

    private static float[] Gaussian(int count, SeededRandom random)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)random.NextGaussian();
        }

        return values;
    }
}
