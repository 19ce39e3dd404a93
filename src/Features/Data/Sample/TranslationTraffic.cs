namespace Trainer.Features.Data.Sample;

/// <summary>Translation: words, sentences and letters between languages.</summary>
internal static class TranslationTraffic
{
    public static TrafficDomain Domain { get; } = new(
        "translation", 0.12, IsGraded: true, OutputTokens: 160,
        [
            new("Translate \"{word}\" and \"{word}\" into {language}.", -1.0),
            new("Translate into {language}: {sentence}", 0.1),
            new("How do you say \"{sentence}\" in {language}?", 0.0),
            new("Translate this letter into {language} for {reader}.", 1.0),
            new("Give three {language} translations of \"{sentence}\" in different registers.", 1.4),
            new("Translate the idiom \"{idiom}\" into {language} and explain it.", 1.6),
            new("Correct my {language}: {sentence}", 0.4),
        ],
        [
            "Keep the tone formal.", "Keep the line breaks.", "Use the terminology of {field}.",
                "Use the feminine form throughout.", "Preserve the pun.", "Keep it below {n} words.",
        ],
        new Dictionary<string, Slot>
        {
            ["language"] = new(["French", "German", "Spanish", "Italian", "Portuguese", "Dutch", "Polish"], ["Basque",
                "Icelandic", "Georgian", "Welsh"]),
            ["word"] = new(["bridge", "summer", "window", "invoice", "railway", "bread", "question", "border", "lighthouse",
                "harvest", "mirror", "engine", "garden", "neighbour"], ["ombudsman", "serendipity"]),
            ["sentence"] = new(
                [
                    "The train to {city} leaves in {n} minutes.", "Please send me the invoice for {N} euros.",
                        "Where is the nearest {place}?", "We have booked a table for {n} people.",
                    "My luggage has been lost in {city}.", "The {place} is closed on Mondays.",
                        "I would like to return these {n} {goods}.", "Could you speak more slowly in {city}?",
                ],
                ["Had he but known, the {place} would still be standing.", "The lien on the {goods} lapses after {n} days."]),
            ["place"] = new(["pharmacy", "bank", "station", "museum", "bakery", "library", "harbour", "town hall"],
                ["notary's office", "weighbridge"]),
            ["city"] = new(["Lyon", "Kraków", "Porto", "Antwerp", "Bilbao", "Trieste", "Rostock"], ["Kutaisi"]),
            ["goods"] = new(["shoes", "books", "lamps", "chairs", "plates"], ["astrolabes"]),
            ["reader"] = new(["a customer", "a friend", "an official", "the landlord", "a supplier"], ["a bishop"]),
            ["idiom"] = new(["to let the cat out of the bag", "a storm in a teacup", "to break the ice",
                "once in a blue moon"], ["to be hoist by one's own petard"]),
            ["field"] = new(["medicine", "banking", "shipping", "law"], ["falconry", "paper making"]),
        },
        Attachments.Notes);
}
