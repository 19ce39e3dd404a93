namespace Trainer.Features.Data.Sample;

/// <summary>Programming: from one-liners to concurrent data structures and pasted functions.</summary>
internal static class CodeTraffic
{
    public static TrafficDomain Domain { get; } = new(
        "code", 0.22, IsGraded: false, OutputTokens: 420,
        [
            new("Write a {language} function that {action} a list of {thing}.", 0.2),
            new("How do I {action_short} a {thing_one} in {language}?", -0.4),
            new("What does the {keyword} keyword do to a {thing_one} in {language}?", -0.9),
            new("Fix this {language} function; it {symptom}.", 1.2),
            new("Write a SQL query that returns the {n} {thing} with the highest {measure} per {unit}.", 0.9),
            new("Give me a regular expression in {language} that matches {pattern}.", 0.7),
            new("Implement {structure} in {language} with unit tests.", 1.7),
            new("Rewrite this loop in {language} so that it {goal}.", 1.3),
            new("Our {language} service {symptom} when {n} clients connect. Find the race condition and prove that your fix " +
                "removes it.", 3.0),
            new("Design the module boundaries for a {language} program that {action} {thing} from {n} sources.", 2.2),
            new("Convert {n} megabytes to bytes in {language}.", -1.2),
        ],
        [
            "It must run in O(n log n).", "Do not use any library.", "Handle empty input and duplicates.",
                "It must be safe under concurrent writers.",
            "Keep memory below {n} megabytes.", "Explain each step in a comment.", "Support cancellation half way.",
                "Make it generic over the key type.",
            "The output must be stable, so equal items keep their order.", "Back it with a property-based test.",
        ],
        new Dictionary<string, Slot>
        {
            ["language"] = new(["Python", "JavaScript", "Java", "C#", "Go", "TypeScript"], ["Haskell", "Erlang", "COBOL",
                "Prolog", "Ada"]),
            ["action"] = new(["sorts", "filters", "groups", "counts", "deduplicates", "reverses", "merges", "samples"],
                ["topologically sorts", "incrementally re-indexes"]),
            ["action_short"] = new(["copy", "sort", "print", "iterate over", "serialise", "compare", "initialise"],
                ["memory-map", "hash-cons"]),
            ["thing"] = new(["orders", "users", "words", "dates", "intervals", "prices", "files", "messages", "invoices",
                "log entries"], ["suffix arrays", "sparse matrices"]),
            ["thing_one"] = new(["dictionary", "string", "list", "set", "date", "file", "queue", "tuple", "matrix", "closure",
                "socket", "thread", "cursor", "struct"], ["weak reference", "finger tree"]),
            ["keyword"] = new(["static", "yield", "final", "async", "with", "return", "import", "this", "break", "global",
                "lambda", "enum", "interface", "throw", "super", "default"], ["volatile", "stackalloc"]),
            ["symptom"] = new(["is too slow", "crashes on empty input", "returns the wrong total", "skips the last item",
                "leaks memory"], ["deadlocks", "loses updates under load"]),
            ["measure"] = new(["revenue", "margin", "age", "rating", "delay"], ["rolling median", "year-on-year change"]),
            ["unit"] = new(["month", "region", "customer", "product", "team"], ["fiscal week", "cohort"]),
            ["pattern"] = new(["an email address", "a date like 2024-05-31", "a phone number", "a hex colour", "a postcode"],
                ["balanced quotes with escapes", "a number not divisible by 3"]),
            ["structure"] = new(["a stack", "a priority queue", "an LRU cache", "a trie", "a rate limiter"],
                ["a lock-free queue", "a persistent B-tree", "a CRDT counter"]),
            ["goal"] = new(["is shorter", "avoids the copy", "stops early", "uses a generator"], ["vectorises",
                "is tail recursive"]),
        },
        Attachments.Code);
}
