namespace Trainer.Features.Encoders.Tokenizers.PreTokenizers;

/// <summary>Cuts as GPT-2 does if wanted, and writes each byte as its letter of <see cref="ByteAlphabet"/>.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool usesPattern, int stage, IWordSink next) : IWordSink
{
    /// <summary>How many buffers this takes.</summary>
    public const int Stages = 2;

    /// <summary>GPT-2's expression (Radford et al., 2019).</summary>
    public const string Expression = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private static readonly Pattern _pattern = PatternReader.Read(Expression);

    public void Accept(ReadOnlySpan<char> word, bool isAtStart, TokenizerScratch scratch)
    {
        if (addPrefixSpace && word[0] != ' ')
        {
            var buffer = scratch.Stages[stage + 1];
            buffer.Clear();
            buffer.Append(' ');
            buffer.Append(word);
            word = buffer.Written;
        }

        if (!usesPattern)
        {
            Emit(word, isAtStart, scratch);
            return;
        }

        // The expression leaves nothing between two matches.
        var matches = _pattern.Matches(word, scratch.PatternStack);
        while (matches.MoveNext())
        {
            Emit(word[matches.Start..matches.End], isAtStart && matches.Start == 0, scratch);
        }
    }

    private void Emit(ReadOnlySpan<char> word, bool isAtStart, TokenizerScratch scratch)
    {
        var letters = scratch.Stages[stage];
        letters.Clear();
        ByteAlphabet.Append(word, letters);
        next.Accept(letters.Written, isAtStart, scratch);
    }
}
