namespace Trainer.Features.Data.Sample;

/// <summary>A made-up model: what it charges, how fast it is and how much it can do in each domain.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="InputUsdPerMTok">USD per million prompt tokens.</param>
/// <param name="OutputUsdPerMTok">USD per million answer tokens.</param>
/// <param name="TokensPerSecond">Speed of answering.</param>
/// <param name="FirstTokenSeconds">Time until the first token.</param>
/// <param name="Verbosity">Length of its answers relative to a middling one.</param>
/// <param name="Skill">Log odds of success on a task of difficulty 0, by domain.</param>
internal sealed record SampleModel(
    string Name,
    double InputUsdPerMTok,
    double OutputUsdPerMTok,
    double TokensPerSecond,
    double FirstTokenSeconds,
    double Verbosity,
    IReadOnlyDictionary<string, double> Skill)
{
    /// <summary>The candidates, from cheap to dear. Small is surprisingly good at translation, medium at code.</summary>
    public static IReadOnlyList<SampleModel> All { get; } =
    [
        new("nano", 0.10, 0.40, 180, 0.15, 0.85,
            Skills(code: 0.7, maths: 0.5, law: 0.4, chat: 2.6, translation: 1.1, extraction: 1.6, knowledge: 0.9)),
        new("small", 0.25, 1.00, 120, 0.25, 0.95,
            Skills(code: 1.3, maths: 1.1, law: 1.0, chat: 3.0, translation: 3.3, extraction: 2.2, knowledge: 1.6)),
        new("medium", 1.00, 4.00, 75, 0.45, 1.00,
            Skills(code: 3.3, maths: 2.0, law: 1.8, chat: 3.2, translation: 2.6, extraction: 2.7, knowledge: 2.4)),
        new("large", 4.00, 16.00, 45, 0.80, 1.10,
            Skills(code: 4.0, maths: 3.8, law: 3.6, chat: 3.6, translation: 3.8, extraction: 3.5, knowledge: 3.9)),
    ];

    private static Dictionary<string, double> Skills(
        double code, double maths, double law, double chat, double translation, double extraction, double knowledge) => new()
        {
            ["code"] = code,
            ["maths"] = maths,
            ["law"] = law,
            ["chat"] = chat,
            ["translation"] = translation,
            ["extraction"] = extraction,
            ["knowledge"] = knowledge,
        };
}
