using System.Text.Json;
using System.Text.Json.Nodes;
using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Learners;
using Trainer.Sweep;

namespace Trainer.Commands;

[Verb("list-routers", HelpText = "List the learners and feature sets that configurations can name, or what a search tries of one learner.")]
internal sealed class ListRoutersVerb : Verb
{
    [Value(0, MetaName = "LEARNER", HelpText = "Show this learner alone, with the ranges of its settings.")]
    public string? Learner { get; init; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
    [
        new("List what configurations can name", new ListRoutersVerb()),
        new("Show what a search tries of one learner", new ListRoutersVerb { Learner = "mlp" }),
    ];

    public override int Run(Session session)
    {
        var families = Learner is null ? LearnerFamily.All : [LearnerFamily.Find(Learner) ?? throw new UsageException(
            $"there is no learner '{Learner}'; {NearestName.Hint(Learner, LearnerFamily.All.Select(family => family.Name))}")];
        var learners = families.Select(Entry.Of).ToArray();
        session.Print(this, new { learners, featureSets = FeatureSet.Syntax }, console =>
        {
            if (Learner is null)
            {
                WriteAll(console, learners);
            }
            else
            {
                Write(console, learners[0]);
            }
        });
        return ExitCode.Done;
    }

    private static void WriteAll(IAnsiConsole console, Entry[] learners)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("learner", "what it does", "what it needs, when to use it", "settings with defaults");
        foreach (var learner in learners)
        {
            table.AddRow(
                Markup.Escape(learner.Name),
                Markup.Escape(learner.Description),
                Markup.Escape(learner.Needs),
                Markup.Escape(learner.Settings));
        }

        console.Write(table);
        console.MarkupLineInterpolated($"Feature sets: {FeatureSet.Syntax}.");
        console.MarkupLineInterpolated($"'trainer list-routers LEARNER' shows what a search tries of a learner's settings.");
    }

    private static void Write(IAnsiConsole console, Entry learner)
    {
        console.MarkupLineInterpolated($"{learner.Name}: {learner.Description}");
        console.MarkupLineInterpolated($"{learner.Needs}");
        if (learner.Defaults.Count == 0)
        {
            console.MarkupLineInterpolated($"It has no settings.");
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("setting", "default", "what a search tries");
        foreach (var (setting, value) in learner.Defaults)
        {
            var tried = learner.Space.TryGetPropertyValue(setting, out var domain)
                ? Flow(domain) + (learner.ForPairsOnly.Contains(setting) ? " for a pair" : "")
                : "";
            table.AddRow(Markup.Escape(setting), Markup.Escape(Flow(value)), Markup.Escape(tried));
        }

        console.Write(table);
        console.MarkupLineInterpolated(
            $"'sweep.space.{learner.Name}' can give any of them a value, a list of values, or a range in this form.");
    }

    // As it can be written in a configuration.
    private static string Flow(JsonNode? value) => (value?.ToJsonString(BundleJson.Line) ?? "null")
        .Replace("\"", "", StringComparison.Ordinal)
        .Replace(":", ": ", StringComparison.Ordinal)
        .Replace(",", ", ", StringComparison.Ordinal);

    /// <param name="Name">Its name in configurations.</param>
    /// <param name="Description">What it does.</param>
    /// <param name="Needs">What it needs, when to use it.</param>
    /// <param name="Settings">Settings with defaults, for people.</param>
    /// <param name="Defaults">Settings with defaults.</param>
    /// <param name="Space">What a search tries, as <c>sweep.space</c> has it.</param>
    /// <param name="ForPairsOnly">Of those the ones that a pool leaves as they are.</param>
    private sealed record Entry(
        string Name,
        string Description,
        string Needs,
        string Settings,
        JsonObject Defaults,
        JsonObject Space,
        IReadOnlyList<string> ForPairsOnly)
    {
        public static Entry Of(LearnerFamily family)
        {
            var defaults = JsonSerializer.SerializeToNode(family.Default, BundleJson.Line)!.AsObject();
            defaults.Remove("name");
            return new Entry(
                family.Name,
                family.Description,
                family.Needs,
                string.Join(", ", defaults.Select(
                    setting => $"{setting.Key} {setting.Value?.ToJsonString(BundleJson.Line).Trim('"') ?? "null"}")),
                defaults,
                new JsonObject(family.Space.Select(setting => KeyValuePair.Create(setting.Name, (JsonNode?)setting.Domain.ToOption()))),
                [.. family.Space.Where(setting => setting.ForPairsOnly).Select(setting => setting.Name)]);
        }
    }
}
