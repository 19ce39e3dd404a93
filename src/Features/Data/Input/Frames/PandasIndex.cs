using Trainer.Features.Pickles;

namespace Trainer.Features.Data.Input.Frames;

/// <summary>An axis of a table: an array of names, or a range of which only the length matters.</summary>
internal sealed record PandasIndex(NumpyArray? Names, PandasSlice? Range)
{
    /// <summary>Number of names.</summary>
    public long Count => Names is { IsWhole: true, Shape: [var count] } ? count
        : Range is { Step: > 0, Start: >= 0 } range && range.Stop >= range.Start
            ? (long)(((Int128)range.Stop - range.Start + range.Step - 1) / range.Step)
        : 0;

    /// <summary>_new_Index(class, {"data": array} or {"start": …, "stop": …, "step": …}).</summary>
    public static PandasIndex Of(PickleArguments arguments)
    {
        var description = arguments.Description(1);
        if (description.Find("data"u8) is NumpyArray names)
        {
            return new PandasIndex(names, null);
        }

        return description.Find("start"u8) is long start && description.Find("stop"u8) is long stop
            && description.Find("step"u8) is long step
            ? new PandasIndex(null, new PandasSlice(start, stop, step))
            : throw arguments.Error("has an axis of neither an array nor a range");
    }
}
