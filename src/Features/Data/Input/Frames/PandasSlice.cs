using Trainer.Features.Pickles;

namespace Trainer.Features.Data.Input.Frames;

/// <summary>Python's slice(start, stop, step), as pandas says which columns a block holds.</summary>
internal sealed record PandasSlice(long Start, long Stop, long Step)
{
    public static PandasSlice Of(PickleArguments arguments)
    {
        var step = arguments[2] is null ? 1 : arguments.Integer(2);
        return new PandasSlice(
            arguments[0] is null ? 0 : arguments.Integer(0),
            arguments[1] is null && step < 0 ? -1 : arguments.Integer(1),
            step);
    }
}
