using System.Numerics.Tensors;
using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.Projection;

/// <summary>
/// (dense − mean) · scale: one scale for all columns, so that directions of an embedding keep their proportions; it makes their mean
/// variance 1.
/// </summary>
/// <param name="Mean">Mean of every column over the training queries.</param>
/// <param name="Scale">1 / the root of the mean variance; 1 where nothing varies.</param>
internal sealed record DenseScaling(float[] Mean, float Scale)
{
    /// <summary>The scaling of training features.</summary>
    public static DenseScaling Of(DenseMatrix dense)
    {
        var sums = new double[dense.ColumnCount];
        double squares = 0;
        for (var row = 0; row < dense.RowCount; row++)
        {
            var values = dense.Row(row);
            for (var column = 0; column < values.Length; column++)
            {
                sums[column] += values[column];
            }

            squares += TensorPrimitives.SumOfSquares(values);
        }

        var count = Math.Max(1, dense.RowCount);
        var variance = (squares / count) - sums.Sum(sum => sum / count * (sum / count));
        var perColumn = variance / Math.Max(1, dense.ColumnCount);
        return new([.. sums.Select(sum => (float)(sum / count))], perColumn > 1e-12 ? (float)(1 / Math.Sqrt(perColumn)) : 1);
    }

    /// <summary>Writes it for float [N, columns].</summary>
    public string Emit(GraphBuilder graph, string dense) => graph.Add("Mul", [
        graph.Add("Sub", [dense, graph.Constant("mean", Mean, Mean.Length)]), graph.Scalar(Scale)]);
}
