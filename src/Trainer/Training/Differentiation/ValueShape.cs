using Trainer.Onnx.Schema;

namespace Trainer.Training.Differentiation;

/// <summary>What is known of a value before the graph runs.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Dimensions">Sizes, −1 where unknown; null if not even the rank is known.</param>
/// <param name="Symbols">A name for each dimension that has one, else "": dimensions of one name are of one size.</param>
internal sealed record ValueShape(TensorProto.Types.DataType Type, int[]? Dimensions, string[] Symbols)
{
    public int? Rank => Dimensions?.Length;

    public bool IsFloat => Type is TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double;

    /// <summary>
    /// The axes of <paramref name="result"/> along which a value of this shape was repeated, and that have to be summed over on the way
    /// back; null where only the run can tell.
    /// </summary>
    public int[]? AxesRepeatedIn(ValueShape result)
    {
        if (Dimensions is null || result.Dimensions is null)
        {
            return null;
        }

        var added = result.Dimensions.Length - Dimensions.Length;
        var axes = Enumerable.Range(0, added).ToList();
        for (var i = 0; i < Dimensions.Length; i++)
        {
            var (own, other) = (Dimensions[i], result.Dimensions[added + i]);
            if (own == 1 && other != 1)
            {
                axes.Add(added + i);
            }
            else if (own < 0 && other != 1 && (Symbols[i].Length == 0 || Symbols[i] != result.Symbols[added + i]))
            {
                return null;
            }
        }

        return [.. axes];
    }
}
