using Spectre.Console;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep;

/// <summary>Small tables and problems.</summary>
internal static class Tables
{
    private static readonly DataPlace Nowhere = new("test");
    private static readonly string[] Topics = ["integrals", "poems", "recipes", "servers", "contracts", "planets", "verbs", "loans"];

    /// <summary>One row per prompt; quality is [rows][models], NaN where a model was not run.</summary>
    public static RoutingTable Of(string[] models, string[] prompts, double[][] quality)
    {
        var builder = new RoutingTableBuilder("test");
        builder.DeclareModels(models, Nowhere);
        for (var i = 0; i < prompts.Length; i++)
        {
            var row = builder.AddQuery(new Query($"q{i}", prompts[i], null, null), Nowhere);
            for (var m = 0; m < models.Length; m++)
            {
                builder.SetQuality(row, m, double.IsNaN(quality[i][m]) ? null : quality[i][m], Nowhere);
            }
        }

        return builder.Build();
    }

    /// <summary>Feature sources that say nothing.</summary>
    public static FeatureSources Sources(RoutingProblem problem) =>
        new(new TrainerOptions(), problem, new Progress(AnsiConsole.Console, silent: true));

    /// <summary>Prompts on eight topics; later models are better, and costs grow tenfold from model to model.</summary>
    public static RoutingTable Random(int rows, int models, ulong seed, double missing = 0)
    {
        var random = new SeededRandom(seed);
        var topics = Enumerable.Range(0, rows).Select(_ => random.Next(Topics.Length)).ToArray();
        var table = Of(
            [.. Enumerable.Range(0, models).Select(m => $"model-{m}")],
            [.. topics.Select((topic, i) => $"Tell me about {Topics[topic]} and the number {i}")],
            [.. topics.Select(topic => Enumerable.Range(0, models).Select(m => random.NextDouble() < missing
                ? double.NaN
                : random.NextDouble() < 0.2 + (0.08 * topic) + (0.2 * m) ? 1.0 : 0.0).ToArray())]);
        return table.WithCosts([.. Enumerable.Range(0, models)
            .Select(m => Enumerable.Range(0, rows).Select(_ => Math.Pow(10, m - 4) * (0.5 + random.NextDouble())).ToArray())]);
    }

    public static RoutingProblem Problem(RoutingTable table, bool isPair = false) =>
        new(table, isPair ? RoutingTask.Pair : RoutingTask.Pool, new DataSource("test", [], ContentDigest.Of(table)));
}
