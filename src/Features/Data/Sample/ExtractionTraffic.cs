namespace Trainer.Features.Data.Sample;

/// <summary>Summaries and facts taken from pasted logs, tables and notes: long prompts, mostly easy answers.</summary>
internal static class ExtractionTraffic
{
    public static TrafficDomain Domain { get; } = new(
        "extraction", 0.13, IsGraded: true, OutputTokens: 180,
        [
            new("Summarise the following in {n} words.", 0.2),
            new("List all {entity} in the text below as JSON.", 0.3),
            new("Which {entity} is mentioned most often below?", 0.5),
            new("Extract {entity} and {entity} from the lines below into a table.", 0.6),
            new("Write a subject line for the text below about {entity}.", -0.5),
            new("What went wrong between the first and the last of these {entity}?", 1.4),
            new("Group the lines below by {entity} and give the total for each group.", 1.8),
            new("Is the text below positive, negative or neutral about {entity}? One word.", -0.8),
        ],
        [
            "Use bullet points.", "Leave out anything about {entity}.", "Sort by date, newest first.",
                "Quote the line for each item.", "If a value is missing write null.",
            "Count duplicates only once unless their price differs.", "Reconcile the totals and explain any difference.",
        ],
        new Dictionary<string, Slot>
        {
            ["entity"] = new(
                ["dates", "cities", "names", "prices", "errors", "deliveries", "services", "amounts", "customers", "decisions"],
                ["implied deadlines", "unresolved dependencies", "contradictions"]),
        },
        Material);

    private static string Material(SeededRandom random, int lines) => random.Next(3) switch
    {
        0 => Attachments.Log(random, lines),
        1 => Attachments.Table(random, lines),
        _ => Attachments.Notes(random, lines),
    };
}
