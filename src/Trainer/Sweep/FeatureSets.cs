using Trainer.Features.Text;

namespace Trainer.Sweep;

/// <summary>The feature sets that the search chooses from, by name.</summary>
internal static class FeatureSets
{
    private static readonly NgramWeighting Words = new(1, 2, 40_000);
    private static readonly NgramWeighting Characters = new(3, 3, 30_000);
    private static readonly NgramWeighting WideCharacters = new(2, 5, 60_000);

    private static readonly (string Name, TextFeatureSpec Spec)[] All =
    [
        ("statistics", new(null, null, true)),
        ("words", new(Words, null, false)),
        ("characters", new(null, Characters, false)),
        ("wide-characters", new(null, WideCharacters, false)),
        ("words+statistics", new(Words, null, true)),
        ("characters+statistics", new(null, Characters, true)),
        ("words+characters", new(Words, Characters, false)),
        ("words+characters+statistics", new(Words, Characters, true)),
        ("words+wide-characters+statistics", new(Words, WideCharacters, true)),
    ];

    public static IEnumerable<string> Names => All.Select(set => set.Name);

    public static TextFeatureSpec? Find(string name) => All.FirstOrDefault(set => set.Name == name).Spec;
}
