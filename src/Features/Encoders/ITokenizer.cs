namespace Trainer.Features.Encoders;

/// <summary>Cuts text into the pieces that an encoder knows. Safe to use from several threads.</summary>
public interface ITokenizer
{
    /// <summary>Ids that stand before a text's pieces, such as [CLS].</summary>
    IReadOnlyList<int> Prefix { get; }

    /// <summary>Ids that stand after a text's pieces, such as [SEP].</summary>
    IReadOnlyList<int> Suffix { get; }

    /// <summary>The id that fills a shorter row of a batch; its attention is 0, so that it changes nothing.</summary>
    int PaddingId { get; }

    /// <summary>Appends the ids of all pieces of a text, uncut and without <see cref="Prefix"/> and <see cref="Suffix"/>.</summary>
    void Encode(ReadOnlySpan<char> text, List<int> ids);
}
