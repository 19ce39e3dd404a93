namespace Trainer.Features.Data.Audit;

/// <summary>
/// The different normalised texts of some prompts, in ordinal order, so that nothing found among them depends on the order of rows.
/// </summary>
internal sealed class DistinctTexts
{
    private readonly int[] _ofRow;

    public DistinctTexts(IEnumerable<string> prompts)
    {
        string[] keys = [.. prompts.Select(NormalizedText.Key)];
        Texts = [.. keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var index = new Dictionary<string, int>(Texts.Length, StringComparer.Ordinal);
        for (var text = 0; text < Texts.Length; text++)
        {
            index.Add(Texts[text], text);
        }

        _ofRow = Array.ConvertAll(keys, key => index[key]);
    }

    public string[] Texts { get; }

    /// <summary>Number of the text of every row.</summary>
    public ReadOnlySpan<int> OfRow => _ofRow;
}
