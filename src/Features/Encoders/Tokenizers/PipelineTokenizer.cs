using System.Collections.Concurrent;
using Trainer.Features.Encoders.Tokenizers.Normalizers;

namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>
/// Added tokens, normalisers, added tokens again, pre-tokenisers, model: what the Hugging Face library does, in its order.
/// </summary>
internal sealed class PipelineTokenizer : ITokenizer
{
    private readonly AddedTokens _raw;
    private readonly AddedTokens _normalized;
    private readonly IReadOnlyList<Normalizer> _normalizers;
    private readonly IWordSink _sink;
    private readonly int _stages;
    private readonly bool _asksForStart;
    private readonly ConcurrentBag<TokenizerScratch> _pool = [];

    /// <param name="raw">Tokens that are found in the text as it is.</param>
    /// <param name="normalized">Tokens that are found in the normalised text.</param>
    /// <param name="normalizers">Applied in their order.</param>
    /// <param name="sink">Pre-tokenisers and model.</param>
    /// <param name="stages">How many buffers <paramref name="sink"/> takes.</param>
    /// <param name="asksForStart">Whether <paramref name="sink"/> treats the beginning of the text otherwise.</param>
    public PipelineTokenizer(
        AddedTokens raw, AddedTokens normalized, IReadOnlyList<Normalizer> normalizers, IWordSink sink, int stages, bool asksForStart)
    {
        (_raw, _normalized, _normalizers) = (raw, normalized, normalizers);
        (_sink, _stages, _asksForStart) = (sink, stages, asksForStart);
    }

    public required IReadOnlyList<int> Prefix { get; init; }

    public required IReadOnlyList<int> Suffix { get; init; }

    public required int PaddingId { get; init; }

    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
        {
            text = WellFormed(text);
        }

        if (!_pool.TryTake(out var scratch))
        {
            scratch = new(_stages);
        }

        // After a fault the scratch is in an unknown state, so it goes back only here.
        scratch.Ids = ids;
        EncodeRaw(text, scratch);
        scratch.Ids = [];
        if (scratch.IsSmall)
        {
            _pool.Add(scratch);
        }
    }

    /// <summary>The normalised text.</summary>
    public static string Normalize(IReadOnlyList<Normalizer> normalizers, string text) =>
        Normalize(normalizers, text, new(), new()).ToString();

    private void EncodeRaw(ReadOnlySpan<char> text, TokenizerScratch scratch)
    {
        var (from, taken) = (0, 0);
        while (!_raw.IsEmpty && _raw.Next(text, from, taken, out var start, out from, out var end) is { } token)
        {
            EncodeNormalized(text, taken, start, scratch);
            scratch.Ids.Add(token.Id);
            taken = end;
        }

        EncodeNormalized(text, taken, text.Length, scratch);
    }

    private void EncodeNormalized(ReadOnlySpan<char> whole, int begin, int stop, TokenizerScratch scratch)
    {
        if (begin >= stop)
        {
            return;
        }

        var original = whole[begin..stop];
        var text = Normalize(_normalizers, original, scratch.One, scratch.Other);
        var isAtStart = begin == 0 && (!_asksForStart || _normalizers.Count == 0 || KeepsStart(original));
        var (from, taken) = (0, 0);
        while (!_normalized.IsEmpty && _normalized.Next(text, from, taken, out var start, out from, out var end) is { } token)
        {
            if (taken < start)
            {
                _sink.Accept(text[taken..start], isAtStart && taken == 0, scratch);
            }

            scratch.Ids.Add(token.Id);
            taken = end;
        }

        if (taken < text.Length)
        {
            _sink.Accept(text[taken..], isAtStart && taken == 0, scratch);
        }
    }

    // Whether the normalised text still begins where the original does, in the Hugging Face library's reckoning of places.
    private bool KeepsStart(ReadOnlySpan<char> text)
    {
        CodePoints.At(text, 0, out var width);
        var first = text[..width];
        foreach (var normalizer in _normalizers)
        {
            var output = new CharBuffer();
            normalizer.Apply(first, output);
            first = output.Written;
            if (first.IsEmpty)
            {
                return normalizer is PrecompiledNormalizer; // what it removes at the beginning is added to what follows
            }
        }

        return true;
    }

    private static ReadOnlySpan<char> Normalize(
        IReadOnlyList<Normalizer> normalizers, ReadOnlySpan<char> text, CharBuffer output, CharBuffer spare)
    {
        for (var i = 0; i < normalizers.Count; i++)
        {
            if (!normalizers[i].Keeps(text))
            {
                output.Clear();
                normalizers[i].Apply(text, output);
                text = output.Written;
                (output, spare) = (spare, output);
            }
        }

        return text;
    }

    private static string WellFormed(ReadOnlySpan<char> text)
    {
        return string.Create(text.Length, text, static (output, source) =>
        {
            source.CopyTo(output);
            for (var i = 0; i < output.Length; i++)
            {
                if (char.IsHighSurrogate(output[i]) && i + 1 < output.Length && char.IsLowSurrogate(output[i + 1]))
                {
                    i++;
                }
                else if (char.IsSurrogate(output[i]))
                {
                    output[i] = '\uFFFD';
                }
            }
        });
    }
}
