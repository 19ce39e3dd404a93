namespace Trainer.Features.Data.Sample;

/// <summary>Questions of general knowledge, from capitals to comparisons that need several facts.</summary>
internal static class KnowledgeTraffic
{
    public static TrafficDomain Domain { get; } = new(
        "knowledge", 0.10, IsGraded: false, OutputTokens: 120,
        [
            new("What is the capital of {place} and how far is it from that of {place}?", -0.9),
            new("Who discovered {discovery} and was it known in {place}?", 0.0),
            new("When was {work} first shown in {place}?", 1.3),
            new("Why is {phenomenon}, and does it matter in {place}?", -0.2),
            new("Explain {phenomenon_noun} to a child of {n}.", 0.0),
            new("Which is larger in area, {place} or {place}?", 0.3),
            new("Name {n} rivers in {place} and the towns at their mouths.", 1.6),
            new("How did {discovery} change trade in {place} in the {n}th decade after it?", 2.4),
            new("What links {discovery}, {place} and {phenomenon_noun}?", 2.6),
        ],
        [
            "Answer in one sentence.", "Give the year and the place.", "Name a source that disagrees.",
                "Mention what was believed before.", "Exclude anything after 1900.",
        ],
        new Dictionary<string, Slot>
        {
            ["place"] = new(["Peru", "Norway", "Kenya", "Japan", "Greece", "Canada", "Vietnam", "Egypt", "Chile", "Poland",
                "Portugal", "Bolivia", "Ghana", "Iceland", "Nepal", "Oman", "Rwanda", "Sweden", "Tunisia", "Uganda", "Zambia",
                "Fiji"], ["Nauru", "Abkhazia", "Comoros", "Tuva"]),
            ["discovery"] = new(["penicillin", "oxygen", "radium", "gravity", "the steam engine", "vaccination", "printing"],
                ["hafnium", "aspartame", "the Antikythera mechanism"]),
            ["work"] = new(["the Mona Lisa", "Hamlet", "the Nutcracker", "the Magic Flute", "Swan Lake"], ["the Codex Gigas",
                "Pelléas et Mélisande"]),
            ["phenomenon"] = new(["the sky blue", "the sea salty", "ice slippery", "bread soft", "winter cold",
                "a rainbow round"], ["glass transparent", "superfluid helium frictionless"]),
            ["phenomenon_noun"] = new(["photosynthesis", "inflation", "a solar eclipse", "the tides", "electricity",
                "evolution"], ["the Casimir effect", "continental drainage divides"]),
        },
        Attachment: null);
}
