using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Calibration;

/// <summary>Log-odds that are a straight line between edges: value + slope · (raw - anchor), each piece with its own three numbers.</summary>
internal abstract record PiecewiseCalibrator : Calibrator
{
    private float[] _edges = [];
    private float[] _anchors = [];
    private float[] _values = [];
    private float[] _slopes = [];

    public sealed override float LogOdds(float raw)
    {
        // As many edges as are not above the score.
        var (piece, above) = (0, _edges.Length);
        while (piece < above)
        {
            var middle = (piece + above) / 2;
            (piece, above) = raw >= _edges[middle] ? (middle + 1, above) : (piece, middle);
        }

        return _values[piece] + (_slopes[piece] * (raw - _anchors[piece]));
    }

    /// <param name="edges">Rising; a piece begins at its edge.</param>
    /// <param name="anchors">One more than edges.</param>
    /// <param name="values">Log-odds at the anchors.</param>
    /// <param name="slopes">Log-odds per unit of the raw score.</param>
    protected void SetPieces(float[] edges, float[] anchors, float[] values, float[] slopes) =>
        (_edges, _anchors, _values, _slopes) = (edges, anchors, values, slopes);

    // Comparing with every edge is exact, and for the few dozen there are as fast as anything; hinges would add up rounding errors.
    protected sealed override string EmitAll(GraphBuilder graph, string raw, IReadOnlyList<Calibrator> maps)
    {
        PiecewiseCalibrator[] all = [.. maps.Cast<PiecewiseCalibrator>()];
        var edges = Math.Max(1, all.Max(map => map._edges.Length));
        var pieces = edges + 1;
        float[] Padded(Func<PiecewiseCalibrator, float[]> part, int length, float with) => [.. all.SelectMany(map =>
            part(map).Concat(Enumerable.Repeat(with, length - part(map).Length)))];
        var bounds = graph.Constant("calibration_edges", Padded(map => map._edges, edges, float.PositiveInfinity), all.Length, edges);
        var reached = graph.Add("GreaterOrEqual", [graph.Add("Unsqueeze", [raw, graph.Constant("last", [2L], 1)]), bounds]);
        var counts = graph.Add(
            "ReduceSum",
            [graph.Add("Cast", [reached], Attr.Int("to", (int)DataType.Int64)), graph.Constant("last", [2L], 1)],
            Attr.Int("keepdims", 0));
        var first = graph.Constant("calibration_first", [.. Enumerable.Range(0, all.Length).Select(map => (long)map * pieces)], all.Length);
        var piece = graph.Add("Add", [counts, first]);
        string Taken(string name, Func<PiecewiseCalibrator, float[]> part) =>
            graph.Add("Gather", [graph.Constant(name, Padded(part, pieces, 0), all.Length * pieces), piece]);
        var distance = graph.Add("Sub", [raw, Taken("calibration_anchors", map => map._anchors)]);
        return graph.Add("Add", [
            Taken("calibration_values", map => map._values),
            graph.Add("Mul", [Taken("calibration_slopes", map => map._slopes), distance]),
        ]);
    }
}
