namespace Trainer.Features.Data.Sample;

/// <summary>Small talk, everyday advice and light writing.</summary>
internal static class ChatTraffic
{
    public static TrafficDomain Domain { get; } = new(
        "chat", 0.16, IsGraded: false, OutputTokens: 140,
        [
            new("Hi, how are you this {moment} in {city}?", -2.0),
            new("Tell me a joke about {subject} and {food}.", -0.8),
            new("What should I cook tonight with {food} and {food}?", -0.8),
            new("Recommend {n} {media} about {subject}.", -0.1),
            new("I feel {mood} because of {cause}. Any advice?", -0.4),
            new("Plan a weekend in {city} for {n} people who like {subject}.", 0.6),
            new("Write a birthday message for my {person} who loves {subject}.", -0.9),
            new("Give me {n} ideas for a party about {subject}.", -0.5),
            new("Help me decide: {choice} or {choice}?", -0.2),
            new("Write a poem about {subject} in the style of a sailor.", 0.5),
            new("Thanks, that {praise} a lot, {person_plain} and I talked about {subject} all {moment}!", -2.2),
        ],
        [
            "Keep it under {n} words.", "Make it rhyme.", "Mention {person_plain} twice.", "No clichés please.",
                "Write it as an acrostic.", "Every sentence must start with another letter.",
        ],
        new Dictionary<string, Slot>
        {
            ["subject"] = new(["cats", "gardening", "football", "space", "chess", "music", "hiking", "trains", "coffee",
                "the sea", "painting", "robots", "autumn", "castles", "bicycles", "penguins"], ["beekeeping law",
                "bell ringing", "mycology"]),
            ["food"] = new(["rice", "eggs", "tomatoes", "beans", "pasta", "spinach", "cheese", "mushrooms", "potatoes"],
                ["salsify", "tempeh"]),
            ["media"] = new(["films", "books", "songs", "podcasts", "games"], ["radio plays"]),
            ["mood"] = new(["tired", "nervous", "sad", "bored", "stressed"], ["wistful"]),
            ["cause"] = new(["my exam", "the weather", "my new job", "a quarrel", "moving house"], ["a lost inheritance"]),
            ["city"] = new(["Lisbon", "Vienna", "Prague", "Dublin", "Seville", "Ghent", "Tallinn", "Naples", "Bergen", "Riga",
                "Bruges"], ["Ushguli", "Longyearbyen"]),
            ["person"] = new(["sister", "boss", "neighbour", "grandfather", "teacher", "friend"], ["godson"]),
            ["person_plain"] = new(["my sister", "the dog", "our neighbour", "the train driver"], ["the beadle"]),
            ["choice"] = new(["a dog", "a cat", "a new bike", "a holiday", "a piano", "a larger flat", "night school",
                "a houseboat"], ["a theremin"]),
            ["moment"] = new(["morning", "afternoon", "evening", "weekend", "week", "night"], ["solstice"]),
            ["praise"] = new(["helped", "explained", "clarified"], ["demystified"]),
        },
        Attachment: null);
}
