using Trainer.Export;

namespace Trainer.Reporting.Tables;

/// <summary>What can be had without a router, and what no router can exceed.</summary>
internal static class ModelsTable
{
    public static Table Of(IJudged report)
    {
        var evaluation = report.Evaluation;
        var costs = evaluation.Models.Any(model => model.CostUsd is not null);
        Column[] columns =
        [
            new("Used alone"),
            new("Role"),
            new("Quality", true),
            .. costs ? [new("Cost per 1,000", true)] : Array.Empty<Column>(),
            new("n", true),
        ];
        Row Row(string name, string role, Estimate quality, Estimate? costUsd) => new(
        [
            new(name),
            new(role),
            Cell.Of(quality, Numbers.Quality) with { Bar = quality },
            .. !costs ? Array.Empty<Cell>() : [costUsd is { } usd ? Cell.Of(Numbers.PerThousand(usd), Numbers.Usd) : new(Numbers.Missing)],
            Cell.Of(quality.N),
        ]);
        var baselines = evaluation.Baselines;
        return new(
            columns,
            [
                .. evaluation.Models.Select((model, m) => Row(model.Name, Role(report, m), model.Quality, model.CostUsd)),
                Row("Oracle", "the best model of each query, known beforehand", baselines.OracleQuality, baselines.OracleCostUsd),
            ]);
    }

    private static string Role(IJudged report, int model)
    {
        var (name, baselines) = (report.Evaluation.Models[model].Name, report.Evaluation.Baselines);
        var roles = new List<string>();
        if (report.IsPair)
        {
            roles.Add(model switch { 0 => "weak", 1 => "strong", _ => "compared" });
        }

        roles.AddRange(name == baselines.BestConstant ? ["best constant"] : []);
        roles.AddRange(name == baselines.Cheapest ? ["cheapest"] : []);
        roles.AddRange(name == baselines.Dearest ? ["dearest"] : []);
        return string.Join(", ", roles);
    }
}
