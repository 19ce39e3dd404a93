using Trainer.Features.Pickles;

namespace Trainer.Features.Data.Input.Frames;

/// <summary>
/// Columns of one type: an array of columns × rows, and where among the table's columns they stand (a slice or an array).
/// </summary>
internal sealed record PandasBlock(object? Values, object? Places)
{
    /// <summary>_unpickle_block(values, places, axes).</summary>
    public static PandasBlock Of(PickleArguments arguments) => new(
        arguments.As<NumpyArray>(0, "a plain array (pandas' own kinds of columns, such as category, must be converted)"), arguments[1]);

    /// <summary>Tells for each row of the block which column it is; each is inside the table.</summary>
    /// <param name="columns">Columns of the table.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <returns>The columns, or null if the block does not fit the table.</returns>
    public int[]? Columns(int columns, long rows)
    {
        if (Values is not NumpyArray { IsWhole: true, Shape: [var height, var width] } || width != rows || height > columns)
        {
            return null;
        }

        var places = new int[height];
        for (var i = 0; i < places.Length; i++)
        {
            var place = Places switch
            {
                PandasSlice slice => slice.Start + (i * (Int128)slice.Step),
                NumpyArray { IsWhole: true, Shape: [var count] } array when count == height && array[i] is long at => at,
                _ => -1,
            };
            if (place < 0 || place >= columns)
            {
                return null;
            }

            places[i] = (int)place;
        }

        return places;
    }
}
