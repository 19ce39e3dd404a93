using System.Runtime.InteropServices;

namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>The end of the way: asks the model, or the words seen before.</summary>
internal sealed class ModelSink(TokenModel model) : IWordSink
{
    public void Accept(ReadOnlySpan<char> word, bool isAtStart, TokenizerScratch scratch)
    {
        if (!WordCache.Keeps(word))
        {
            model.Append(word, scratch);
            return;
        }

        if (!scratch.Cache.TryAppend(word, scratch.Ids))
        {
            var before = scratch.Ids.Count;
            model.Append(word, scratch);
            scratch.Cache.Put(word, CollectionsMarshal.AsSpan(scratch.Ids)[before..]);
        }
    }
}
