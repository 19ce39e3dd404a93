using Trainer.Onnx;

namespace Trainer.Learners.SimilarityWeighted;

/// <summary>
/// The steps of <see cref="Preference.BradleyTerrySolver"/> without ties as nodes: a fixed number of them, each with the linear system
/// solved by Gauss-Jordan elimination, which needs no pivoting because the matrix is positive definite.
/// </summary>
internal static class TierStrengthNodes
{
    /// <summary>Adds the nodes; returns the strengths, double [N, tiers, 1].</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="wins">double [N, tiers, tiers]: weight of a row's wins over a column.</param>
    /// <param name="start">Strengths to start from.</param>
    /// <param name="steps">Steps.</param>
    public static string Emit(GraphBuilder graph, string wins, double[] start, int steps)
    {
        var tiers = start.Length;
        string SumOverLast(string value) => graph.Add("ReduceSum", [value, graph.Constant("axes", [2L], 1)], Attr.Int("keepdims", 1));
        string Transposed(string value) => graph.Add("Transpose", [value], Attr.Ints("perm", [0, 2, 1]));

        var counts = graph.Add("Add", [wins, Transposed(wins)]);
        var won = SumOverLast(wins);
        var identity = new double[tiers * tiers];
        for (var tier = 0; tier < tiers; tier++)
        {
            identity[(tier * tiers) + tier] = 1;
        }

        var diagonal = graph.Constant("diagonal", identity, 1, tiers, tiers);
        var share = graph.Scalar(1.0 / ((double)tiers * tiers));
        var last = graph.Constant("last", [(long)tiers], 1);
        (string At, string Unit)[] pivots =
        [
            .. Enumerable.Range(0, tiers).Select(tier => (
                graph.Constant("pivot", [(long)tier], 1),
                graph.Constant("unit", identity[(tier * tiers)..((tier + 1) * tiers)], 1, tiers, 1))),
        ];
        var strengths = graph.Constant("start_strengths", start, 1, tiers, 1);
        for (var step = 0; step < steps; step++)
        {
            var chance = graph.Add("Sigmoid", [graph.Add("Sub", [strengths, Transposed(strengths)])]);
            var expected = graph.Add("Mul", [counts, chance]);
            var gradient = graph.Add("Sub", [won, SumOverLast(expected)]);
            var curvature = graph.Add("Mul", [expected, Transposed(chance)]);
            var ofTier = SumOverLast(curvature);
            var level = graph.Add(
                "Mul", [graph.Add("ReduceSum", [ofTier, graph.Constant("axes", [1L], 1)], Attr.Int("keepdims", 1)), share]);
            var information = graph.Add(
                "Add", [graph.Add("Sub", [graph.Add("Mul", [ofTier, diagonal]), curvature]), level]);
            var change = Solve(graph, graph.Add("Concat", [information, gradient], Attr.Int("axis", 2)), pivots, last);
            var range = graph.Add("Max", [
                graph.Add("Sub", [
                    graph.Add("ReduceMax", [change], Attr.Ints("axes", [1])), graph.Add("ReduceMin", [change], Attr.Ints("axes", [1]))]),
                graph.Scalar(1e-12)]);
            var cut = graph.Add("Div", [graph.Add("Log", [graph.Add("Add", [range, graph.Scalar(1.0)])]), range]);
            strengths = graph.Add("Add", [strengths, graph.Add("Mul", [cut, change])]);
        }

        return strengths;
    }

    // The last column of [N, size, size + 1] after elimination.
    private static string Solve(GraphBuilder graph, string system, (string At, string Unit)[] pivots, string last)
    {
        foreach (var (at, unit) in pivots)
        {
            var row = graph.Add("Gather", [system, at], Attr.Int("axis", 1)); // [N, 1, size + 1]
            var scaled = graph.Add("Div", [row, graph.Add("Gather", [row, at], Attr.Int("axis", 2))]);

            // Taking pivot − 1 times the scaled row from the pivot's own leaves the scaled row.
            var column = graph.Add("Sub", [graph.Add("Gather", [system, at], Attr.Int("axis", 2)), unit]);
            system = graph.Add("Sub", [system, graph.Add("Mul", [column, scaled])]);
        }

        return graph.Add("Gather", [system, last], Attr.Int("axis", 2));
    }
}
