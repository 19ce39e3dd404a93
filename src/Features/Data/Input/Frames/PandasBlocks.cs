using Trainer.Features.Pickles;

namespace Trainer.Features.Data.Input.Frames;

/// <summary>pandas' BlockManager: the blocks and the two axes, columns first. Checked when the table is made of it.</summary>
internal sealed class PandasBlocks : IPickledState
{
    /// <summary>A tuple or list of <see cref="PandasBlock"/>, or of dictionaries with values and mgr_locs.</summary>
    public object? Blocks { get; private set; }

    /// <summary>A list of two <see cref="PandasIndex"/>.</summary>
    public object? Axes { get; private set; }

    /// <summary>BlockManager(blocks, axes), as pandas 1.3 and later write it.</summary>
    public static PandasBlocks Of(PickleArguments arguments) => new() { Blocks = arguments[0], Axes = arguments[1] };

    /// <summary>(axes, values, items, {"0.14.1": {"axes": …, "blocks": […]}}), as pandas before 1.3 writes it.</summary>
    public void SetState(PickleArguments state)
    {
        var versions = state.Inner(0).Description(3);
        var current = new PickleArguments("pandas' old BlockManager", [versions.Find("0.14.1"u8)], state.Error).Description(0);
        (Blocks, Axes) = (current.Find("blocks"u8), current.Find("axes"u8));
    }
}
