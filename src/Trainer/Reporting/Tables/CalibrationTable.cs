using System.Globalization;

namespace Trainer.Reporting.Tables;

/// <summary>How far the probabilities can be believed, before and after calibration, on the test queries.</summary>
internal static class CalibrationTable
{
    public static Table Of(IJudged report)
    {
        var after = Metrics.OfCalibration(report.Evaluation.Calibration);
        var before = Metrics.OfCalibration(report.Evaluation.Uncalibrated);
        var knows = before.Count > 0;
        return new(
            [
                new("Metric"),
                .. knows ? [new Column("Before", true, "The raw scores, taken for log-odds.")] : Array.Empty<Column>(),
                new(knows ? "After" : "Value [95 % interval]", true),
                new("n", true),
                new("What it says"),
            ],
            [
                .. after.Select((metric, i) => new Row(
                [
                    new(metric.Name),
                    .. knows ? [Cell.Of(before[i].Value, metric.Format)] : Array.Empty<Cell>(),
                    Cell.Of(metric.Value, metric.Format),
                    Cell.Of(metric.Value.N),
                    new(metric.Meaning),
                ])),
            ]);
    }

    /// <summary>The same domain by domain; no rows where no domains are known.</summary>
    public static Table OfDomains(IJudged report)
    {
        var after = report.Evaluation.Calibration?.Domains ?? [];
        var before = report.Evaluation.Uncalibrated?.Domains;
        return new(
            [
                new("Domain"),
                new("n", true, "Test queries of the domain."),
                .. before is null ? [] : new[] { new Column("ECE before", true, "Of the raw scores, taken for log-odds.") },
                new("ECE", true, "Few queries make it large whatever the router is worth."),
                new("Excess", true, "Mean predicted less mean observed; above 0 the router promises too much."),
            ],
            [
                .. after.Select((domain, i) => new Row(
                [
                    new(domain.Domain),
                    Cell.Of(domain.Ece.N),
                    .. before is null ? [] : new[] { Cell.Of(before[i].Ece, Numbers.Quality) },
                    Cell.Of(domain.Ece, Numbers.Quality),
                    Cell.Of(domain.Excess, Numbers.Quality),
                ])),
            ]);
    }

    /// <summary>The methods that could have been taken, judged by cross-validation on training queries; null where none was judged.</summary>
    public static Table? OfMethods(RunReport report) => report.Calibration is not { Trials.Count: > 0 } choice ? null : new(
        [
            new("Method"),
            new("Log loss", true, "Mean cross-entropy of training queries, each scored and calibrated without it."),
            new("Over Platt", true, "How much more than with Platt scaling on the same queries; below 0 it is better."),
            new("Standard error", true, "Of the difference; another method than Platt must be better by more."),
            new("n", true),
        ],
        [
            .. choice.Trials.Select(trial =>
            {
                var isChosen = trial.Method == choice.Method + (choice.ByDomain ? " by domain" : "");
                return new Row(
                    [
                        new(trial.Method) { Detail = isChosen ? "chosen" : "" },
                        Cell.Of(trial.LogLoss, Loss),
                        Cell.Of(trial.OverPlatt, Loss),
                        Cell.Of(trial.StandardError, Loss),
                        Cell.Of(trial.LogLoss.N),
                    ],
                    isChosen);
            }),
        ]);

    // Differences between methods are small.
    private static string Loss(double value) => double.IsFinite(value)
        ? Math.Round(value, 5).ToString("0.00000", CultureInfo.InvariantCulture).Replace('-', '−')
        : Numbers.Missing;
}
