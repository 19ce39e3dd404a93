using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Learners;
using Trainer.Sweep;

namespace Trainer.Commands;

[Verb("list-routers", HelpText = "List the learners and feature sets that configurations can name.")]
internal sealed class ListRoutersVerb : Verb
{
    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples => [new("List what configurations can name", new ListRoutersVerb())];

    public override int Run(Session session)
    {
        var learners = LearnerFamily.All.Select(family => new Entry(
            family.Name, family.Description, family.Needs, Settings(family.Default))).ToArray();
        session.Print(this, new { learners, featureSets = FeatureSet.Syntax }, console =>
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumns("learner", "what it does", "what it needs, when to use it", "settings with defaults");
            foreach (var learner in learners)
            {
                table.AddRow(Markup.Escape(learner.Name), Markup.Escape(learner.Description), Markup.Escape(learner.Needs), Markup.Escape(learner.Settings));
            }

            console.Write(table);
            console.MarkupLineInterpolated($"Feature sets: {FeatureSet.Syntax}.");
        });
        return ExitCode.Done;
    }

    private static string Settings(ILearner learner) => string.Join(", ", learner.GetType().GetProperties()
        .Where(property => property.CanWrite && property.GetMethod!.IsPublic)
        .Select(property => $"{YamlBinder.CamelCase(property.Name)} " +
            $"{System.Text.Json.JsonSerializer.Serialize(property.GetValue(learner), BundleJson.Line).Trim('"')}"));

    private sealed record Entry(string Name, string Description, string Needs, string Settings);
}
