namespace Trainer.Features.Encoders;

/// <summary>
/// A text as the rows of pieces that a network reads: one row, or several windows. A row is as long as its own text asks for, in
/// steps of <see cref="LengthStep"/>, whatever other texts are encoded beside it: kernels give the same bits for the same shape.
/// </summary>
public sealed class TokenRows
{
    /// <summary>Windows that are read of one text at most.</summary>
    public const int MaxWindows = 8;

    /// <summary>Rows are padded to a multiple of this.</summary>
    public const int LengthStep = 8;

    private TokenRows(int[][] rows, int pieces, bool isCut) => (Rows, PieceCount, IsCut) = (rows, pieces, isCut);

    /// <summary>Ids of each row, special ones included, not padded.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Rows { get; }

    /// <summary>Pieces that the whole text has, special ones not counted.</summary>
    public int PieceCount { get; }

    /// <summary>Whether the text has more pieces than the network takes at once.</summary>
    public bool IsCut { get; }

    /// <summary>Length that a row of so many ids is padded to, where a network takes at most <paramref name="maxTokens"/>.</summary>
    public static int PaddedLength(int length, int maxTokens) =>
        Math.Min(Math.Max(LengthStep, (length + LengthStep - 1) / LengthStep * LengthStep), maxTokens);

    /// <summary>Cuts a text into pieces and these into rows.</summary>
    public static TokenRows Of(string text, ITokenizer tokenizer, EncoderSettings settings)
    {
        var ids = new List<int>();
        tokenizer.Encode(settings.QueryPrefix.Length == 0 ? text : settings.QueryPrefix + text, ids);
        var pieces = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ids);
        var room = settings.MaxTokens - tokenizer.Prefix.Count - tokenizer.Suffix.Count;
        if (pieces.Length <= room)
        {
            return new TokenRows([Row(tokenizer, pieces, [])], pieces.Length, isCut: false);
        }

        int[][] rows = settings.LongPrompts switch
        {
            LongPrompts.Cut => [Row(tokenizer, pieces[..room], [])],
            LongPrompts.HeadAndTail => [Row(tokenizer, pieces[..((room + 1) / 2)], pieces[^(room / 2)..])],
            _ => Windows(tokenizer, pieces, room),
        };
        return new TokenRows(rows, pieces.Length, isCut: true);
    }

    private static int[][] Windows(ITokenizer tokenizer, ReadOnlySpan<int> pieces, int room)
    {
        var count = (pieces.Length + room - 1) / room;
        var rows = new int[Math.Min(count, MaxWindows)][];
        for (var i = 0; i < rows.Length; i++)
        {
            // Of equal length while all fit; else full ones whose starts lie evenly between the text's two ends.
            var (start, end) = count <= MaxWindows
                ? (Part(pieces.Length, i, count), Part(pieces.Length, i + 1, count))
                : (Part(pieces.Length - room, i, MaxWindows - 1), Part(pieces.Length - room, i, MaxWindows - 1) + room);
            rows[i] = Row(tokenizer, pieces[start..end], []);
        }

        return rows;
    }

    private static int Part(int whole, int numerator, int denominator) => (int)((long)whole * numerator / denominator);

    private static int[] Row(ITokenizer tokenizer, ReadOnlySpan<int> head, ReadOnlySpan<int> tail) =>
        [.. tokenizer.Prefix, .. head, .. tail, .. tokenizer.Suffix];
}
