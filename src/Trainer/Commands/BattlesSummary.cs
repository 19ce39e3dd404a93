using Spectre.Console;
using Trainer.Features.Data;

namespace Trainer.Commands;

/// <summary>What is in battles: how many, between whom, and who won.</summary>
internal static class BattlesSummary
{
    public static void Print(Session session, Verb verb, RoutingDataSet data)
    {
        var battles = data.Battles!;
        var models = battles.Models.Select(model => new
        {
            model,
            battles = battles.Count(battle => battle.ModelA == model || battle.ModelB == model),
            won = battles.Count(battle => (battle.ModelA == model && battle.Winner == BattleWinner.A)
                || (battle.ModelB == model && battle.Winner == BattleWinner.B)),
        }).ToArray();
        var ties = battles.Count(battle => battle.Winner is BattleWinner.Tie or BattleWinner.BothBad);
        var prompts = battles.Select(battle => battle.Prompt).Distinct(StringComparer.Ordinal).Count();
        session.Print(verb, new { data.Format, battles = battles.Count, prompts, ties, models }, console =>
        {
            console.MarkupLineInterpolated(
                $"[bold]{battles.Count}[/] battles ({data.Format}) over {prompts} prompts, {battles.Models.Count} models, {ties} ties");
            var table = new Table().Border(TableBorder.Rounded).AddColumns("model", "battles", "won");
            foreach (var model in models)
            {
                table.AddRow(Markup.Escape(model.model), $"{model.battles}", $"{model.won}");
            }

            console.Write(table);
        });
    }
}
