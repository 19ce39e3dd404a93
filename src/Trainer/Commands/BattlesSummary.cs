using System.Globalization;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Features.Data;
using Trainer.Learners.Preference;

namespace Trainer.Commands;

/// <summary>What is in battles: how many, between whom, who won, and how strong that makes the models.</summary>
internal static class BattlesSummary
{
    public static void Print(Session session, Verb verb, RoutingDataSet data, string? anchor)
    {
        var battles = data.Battles!;
        var held = anchor is null ? -1 : battles.IndexOf(anchor);
        if (anchor is not null && held < 0)
        {
            throw new UsageException($"there is no model '{anchor}' in the battles; {NearestName.Hint(anchor, battles.Models)}");
        }

        var (fought, won) = (new int[battles.Models.Count], new int[battles.Models.Count]);
        foreach (var battle in battles)
        {
            var (a, b) = (battles.IndexOf(battle.ModelA), battles.IndexOf(battle.ModelB));
            fought[a]++;
            fought[b]++;
            won[a] += battle.Winner == BattleWinner.A ? 1 : 0;
            won[b] += battle.Winner == BattleWinner.B ? 1 : 0;
        }

        var fit = BradleyTerry.Fit(PairCounts.Of(battles), TieRule.HalfWins, new EloLearner().Prior);
        var models = Rating.Of(fit, battles.Models, held)
            .Select((rating, m) => new { rating.Model, Battles = fought[m], Won = won[m], Rating = rating.Points, rating.Low, rating.High })
            .OrderByDescending(model => model.Rating).ThenBy(model => model.Model, StringComparer.Ordinal).ToArray();
        var ties = battles.Count(battle => battle.Winner is BattleWinner.Tie or BattleWinner.BothBad);
        var prompts = battles.Select(battle => battle.Prompt).Distinct(StringComparer.Ordinal).Count();
        session.Print(verb, new { data.Format, battles = battles.Count, prompts, ties, models }, console =>
        {
            console.MarkupLineInterpolated(
                $"[bold]{battles.Count}[/] battles ({data.Format}) over {prompts} prompts, {battles.Models.Count} models, {ties} ties");
            var table = new Table().Border(TableBorder.Rounded).AddColumns("model", "rating", "95 % interval", "battles", "won");
            foreach (var model in models)
            {
                table.AddRow(
                    Markup.Escape(model.Model),
                    Points(model.Rating),
                    $"{Points(model.Low)} to {Points(model.High)}",
                    model.Battles.ToString(CultureInfo.InvariantCulture),
                    model.Won.ToString(CultureInfo.InvariantCulture));
            }

            console.Write(table);
            console.MarkupLineInterpolated(
                $"ratings by maximum likelihood, ties as half wins; {anchor ?? "the mean"} is put at 1000; 400 points are odds of 10 to 1");
        });
    }

    private static string Points(double rating) => rating.ToString("0", CultureInfo.InvariantCulture);
}
