namespace Trainer.Features.Encoders.Tokenizers.PreTokenizers;

/// <summary>Makes a space a visible mark, puts one at the beginning, and cuts before each mark if wanted.</summary>
internal sealed class MetaspacePreTokenizer(char mark, PrependScheme scheme, bool splits, int stage, IWordSink next) : IWordSink
{
    public void Accept(ReadOnlySpan<char> word, bool isAtStart, TokenizerScratch scratch)
    {
        var buffer = scratch.Stages[stage];
        buffer.Clear();
        if (word[0] != mark && word[0] != ' ' && (scheme == PrependScheme.Always || (scheme == PrependScheme.First && isAtStart)))
        {
            buffer.Append(mark);
        }

        word.Replace(buffer.Reserve(word.Length), ' ', mark);
        var text = buffer.Written;
        for (var start = 0; start < text.Length;)
        {
            var length = splits ? text[(start + 1)..].IndexOf(mark) + 1 : 0;
            length = length == 0 ? text.Length - start : length;
            next.Accept(text.Slice(start, length), isAtStart && start == 0, scratch);
            start += length;
        }
    }
}
