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
        new("nano", 0.10, 0.40, 180, 0.15, 0.85, Skills(code: 0.4, maths: 0.2, law: 0.1, chat: 2.4, translation: 0.9, extraction: 1.3, knowledge: 0.6)),
        new("small", 0.25, 1.00, 120, 0.25, 0.95, Skills(code: 1.1, maths: 0.9, law: 0.7, chat: 2.9, translation: 3.2, extraction: 2.0, knowledge: 1.3)),
        new("medium", 1.00, 4.00, 75, 0.45, 1.00, Skills(code: 3.3, maths: 2.0, law: 1.8, chat: 3.2, translation: 2.6, extraction: 2.7, knowledge: 2.4)),
        new("large", 4.00, 16.00, 45, 0.80, 1.10, Skills(code: 4.0, maths: 3.8, law: 3.6, chat: 3.6, translation: 3.8, extraction: 3.5, knowledge: 3.9)),
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
