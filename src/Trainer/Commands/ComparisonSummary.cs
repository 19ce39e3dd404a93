using Spectre.Console;
using Trainer.Reporting;

namespace Trainer.Commands;

/// <summary>Routers beside each other on a terminal; one router alone has been said already.</summary>
internal static class ComparisonSummary
{
    public static void Write(IAnsiConsole console, ComparisonReport report)
    {
        foreach (var (policy, i) in report.Policies.Select((policy, i) => (policy, i)))
        {
            if (i > 0 && policy is { IsMain: true, QualityDifference: { } quality })
            {
                var cost = policy.CostDifferenceUsd is { } usd ? $", cost per 1,000 {Numbers.Whole(Numbers.PerThousand(usd), Numbers.Usd)}" : "";
                console.MarkupLineInterpolated(
                    $"[bold]{policy.Name}[/] less {report.Policies[0].Name}: quality {Numbers.Whole(quality, Numbers.Quality)}{cost}");
            }
        }

        foreach (var slice in report.Slices)
        {
            var qualities = report.Routers.Zip(slice.Quality, (router, quality) => $"{router.Name} {Numbers.Whole(quality, Numbers.Quality)}");
            console.MarkupLineInterpolated($"  {slice.Slice}: {string.Join("; ", qualities)}");
        }

        foreach (var row in report.Reference)
        {
            console.MarkupLineInterpolated(
                $"  {row.Router}, {row.Metric}: {Numbers.Quality(row.Here.Value)}, reference data {Numbers.Quality(row.Reference.Value)}, difference {Numbers.Quality(row.Difference.Value)} {Numbers.Interval(row.Difference, Numbers.Quality)}");
        }
    }
}
