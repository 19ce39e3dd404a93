namespace Trainer.Features.Pickles;

/// <summary>A dictionary of a pickle, as the pairs that were put into it.</summary>
internal sealed class PickleDictionary : IPickledState
{
    private List<KeyValuePair<object?, object?>>? _pairs;

    public IReadOnlyList<KeyValuePair<object?, object?>> Pairs => _pairs ?? [];

    public void Add(object? key, object? value) => (_pairs ??= []).Add(new(key, value));

    /// <summary>The last value under a text, or null. O(pairs): for the small dictionaries that describe an object.</summary>
    public object? Find(ReadOnlySpan<byte> key)
    {
        for (var i = Pairs.Count - 1; i >= 0; i--)
        {
            if (Pairs[i].Key is PickleText text && text.Utf8.SequenceEqual(key))
            {
                return Pairs[i].Value;
            }
        }

        return null;
    }

    /// <summary>Takes no notice of the attributes that an OrderedDict may carry.</summary>
    public void SetState(PickleArguments state)
    {
    }
}
