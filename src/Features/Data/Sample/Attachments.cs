using System.Globalization;
using System.Text;

namespace Trainer.Features.Data.Sample;

/// <summary>Pasted material: code, logs, tables, letters, clauses, made up line by line.</summary>
internal static class Attachments
{
    private static readonly string[] _verbs = ["load", "merge", "filter", "parse", "update", "collect", "check", "resolve", "group", "flush"];
    private static readonly string[] _nouns = ["orders", "users", "batches", "tokens", "rows", "events", "routes", "invoices", "sessions", "nodes"];
    private static readonly string[] _services = ["billing", "gateway", "search", "mailer", "scheduler", "inventory", "auth"];
    private static readonly string[] _faults =
        ["timed out after 3000 ms", "returned 503", "retried 4 times", "finished in 812 ms", "lost its lease", "refused the connection", "reached its quota"];

    private static readonly string[] _cities = ["Lyon", "Oslo", "Porto", "Turin", "Graz", "Cork", "Malmö", "Gdańsk", "Bergen", "Leeds"];
    private static readonly string[] _goods = ["pumps", "valves", "lamps", "filters", "chairs", "cables", "sensors", "boxes", "racks"];
    private static readonly string[] _parties = ["the Supplier", "the Client", "the Licensee", "the Carrier", "the Tenant", "the Guarantor"];
    private static readonly string[] _duties =
    [
        "shall give notice in writing", "may terminate this agreement", "shall bear all costs", "shall keep the records",
            "may assign its rights",
        "shall remedy the defect", "waives any further claim", "shall indemnify the other party",
    ];

    private static readonly string[] _conditions =
    [
        "within {n} days of delivery", "unless otherwise agreed in Annex {n}", "save where clause {n} applies",
            "to the extent permitted by law",
        "upon payment of {N} euros", "provided that the breach is material", "notwithstanding clause {n}",
    ];

    private static readonly string[] _news =
    [
        "The meeting began with the figures of week {n}, which were {n} percent above the plan.",
            "Two of the {n} machines in {city} stand still until spare {goods} arrive.",
        "The customer in {city} asked for {N} more {goods} and a better price.",
            "Nobody could say why the delivery to {city} took {n} days.",
        "It was agreed to look at the contract again before the end of the month.",
            "The new colleague from {city} will take over the {goods}.",
        "Costs for {goods} rose by {n} percent since the spring.",
            "The visit to {city} was moved by {n} days because of the strike.",
    ];

    public static string Code(SeededRandom random, int lines)
    {
        var text = new StringBuilder("```\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"def {Pick(random, _verbs)}_{Pick(random, _nouns)}({Pick(random, _nouns)}, limit={random.Next(500)}):\n");
        for (var i = 0; i < lines; i++)
        {
            var (noun, verb, other) = (Pick(random, _nouns), Pick(random, _verbs), Pick(random, _nouns));
            text.Append(random.Next(5) switch
            {
                0 => $"    for item in {noun}:\n        {other}.append({verb}(item))\n",
                1 => $"    if len({noun}) > limit:\n        return {verb}_{other}({noun})\n",
                2 => $"    {noun} = {verb}_{other}({noun})\n",
                3 => string.Create(CultureInfo.InvariantCulture, $"    total = sum(x.{noun} for x in {other}) % {random.Next(97) + 2}\n"),
                _ => $"    # {verb} the {noun} before the {other}\n",
            });
        }

        return text.Append("    return None\n```").ToString();
    }

    public static string Log(SeededRandom random, int lines)
    {
        var seconds = random.Next(80000);
        return Lines(lines, _ =>
        {
            seconds += random.Next(40);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00} {Pick(random, ["INFO", "WARN", "ERROR"])} " +
                $"{Pick(random, _services)}: call {random.Next(90000)} to {Pick(random, _services)} {Pick(random, _faults)}");
        });
    }

    public static string Table(SeededRandom random, int lines) => "date;city;goods;pieces;price\n" + Lines(lines, _ => string.Create(
        CultureInfo.InvariantCulture,
        $"2024-{random.Next(12) + 1:00}-{random.Next(28) + 1:00};{Pick(random, _cities)};" +
        $"{Pick(random, _goods)};{random.Next(400) + 1};{random.Next(90000) / 100.0:0.00}"));

    public static string Clauses(SeededRandom random, int lines) => Lines(lines, i => string.Create(
        CultureInfo.InvariantCulture,
        $"{i + 1}. {Capital(Pick(random, _parties))} {Pick(random, _duties)} {Numbers(random, Pick(random, _conditions))}, " +
        $"and {Pick(random, _parties)} {Pick(random, _duties)}."));

    public static string Notes(SeededRandom random, int lines) => string.Join(" ", Enumerable.Range(0, lines).Select(_ =>
        Numbers(random, Pick(random, _news))
            .Replace("{city}", Pick(random, _cities), StringComparison.Ordinal)
            .Replace("{goods}", Pick(random, _goods), StringComparison.Ordinal)));

    /// <summary>Fills the number slots of a sentence: {n} up to 99, {N} up to 9,999.</summary>
    public static string Numbers(SeededRandom random, string sentence) => sentence
        .Replace("{n}", (random.Next(97) + 3).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{N}", (random.Next(9900) + 100).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static T Pick<T>(SeededRandom random, T[] items) => items[random.Next(items.Length)];

    private static string Lines(int count, Func<int, string> line) => string.Join("\n", Enumerable.Range(0, count).Select(line));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
