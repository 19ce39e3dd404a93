namespace Trainer.Features.Pickles;

/// <summary>Bytes of a pickle: a piece of the file.</summary>
internal sealed class PickleBytes(ReadOnlyMemory<byte> content)
{
    public ReadOnlyMemory<byte> Content => content;
}
