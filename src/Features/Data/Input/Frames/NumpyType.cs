using Trainer.Features.Pickles;

namespace Trainer.Features.Data.Input.Frames;

/// <summary>NumPy's dtype: numbers and truth values of 1 to 8 bytes, or objects.</summary>
/// <param name="kind">b, i, u, f or O.</param>
/// <param name="bytes">Bytes of a value; 0 for objects.</param>
internal sealed class NumpyType(char kind, int bytes) : IPickledState
{
    public char Kind => kind;

    public int Bytes => bytes;

    public bool IsBigEndian { get; private set; }

    /// <summary>numpy.dtype(name, align, copy), the name being such as f8.</summary>
    public static NumpyType Of(PickleArguments arguments) => arguments.Name(0) switch
    {
        "O8" or "O4" or "O" => new NumpyType('O', 0),
        "b1" => new NumpyType('b', 1),
        ['i' or 'u' or 'f', '1' or '2' or '4' or '8'] name when name != "f1" => new NumpyType(name[0], name[1] - '0'),
        var name => throw arguments.Error($"has an array of type {Excerpt.Of(name)}"),
    };

    /// <summary>(version, byte order, …); what follows describes types that are refused by their name.</summary>
    public void SetState(PickleArguments state) => IsBigEndian = state.Inner(0).Name(1) switch
    {
        "<" or "|" or "=" => false,
        ">" => true,
        _ => throw state.Wrong(0, "a byte order"),
    };
}
