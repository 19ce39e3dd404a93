using System.Globalization;
using Spectre.Console;
using Trainer.Evaluation.Report;
using Trainer.Export;

namespace Trainer.Commands;

/// <summary>New operating points on a terminal: what was wanted, the setting, and what a certificate promises at what price.</summary>
internal static class OperatingPointSummary
{
    public static void Write(
        IAnsiConsole console, IReadOnlyList<OperatingPoint> points, string @default, string bundle, EvaluationReport report)
    {
        foreach (var (point, result) in points.Zip(report.OperatingPoints))
        {
            var done = point.Certificate is null ? "calibrated" : "certified";
            console.MarkupLineInterpolated($"[green]{done}[/] '{point.Name}': wanted {point.Wanted}; {Setting(point)}");
            if (point.Certificate is { } certificate)
            {
                console.MarkupLineInterpolated($"{certificate.Guarantee}");
                var share = Number(point.StrongShare.Value, "0.0%");
                console.MarkupLineInterpolated($"{Evidence(certificate)}; price: {share} of queries go to {Dearest(report, result, point)}");
            }
        }

        console.MarkupLineInterpolated($"'{@default}' is the default of {bundle} now");
    }

    private static string Setting(OperatingPoint point)
    {
        var way = point.Threshold is null ? "trade-off" : "threshold";
        var value = point.Threshold ?? point.UsdTradeoff!.Value;
        return point.Setting is { } setting
            ? $"{way} {Number(value)} ({Number(setting.Low)}–{Number(setting.High)})"
            : $"{way} {Number(value)}";
    }

    private static string Evidence(Certificate certificate)
    {
        string?[] parts =
        [
            double.IsNaN(certificate.ObservedLoss) ? null : $"observed loss {Number(certificate.ObservedLoss)}",
            double.IsNaN(certificate.ObservedCostUsd) ? null : $"observed cost {Number(certificate.ObservedCostUsd, "0.########")} USD",
            double.IsNaN(certificate.PValue)
                ? null
                : $"p {Number(certificate.PValue, "0.0e+0")} by {certificate.Bound}, " +
                    $"{Number(certificate.HoeffdingBentkusPValue, "0.0e+0")} by Hoeffding and Bentkus",
        ];
        return string.Join("; ", parts.OfType<string>());
    }

    private static string Dearest(EvaluationReport report, OperatingPointReport result, OperatingPoint point)
    {
        var model = Enumerable.Range(0, result.Shares.Count).FirstOrDefault(m => result.Shares[m].Equals(point.StrongShare));
        return report.Models[model].Name;
    }

    private static string Number(double value, string format = "0.####") => value.ToString(format, CultureInfo.InvariantCulture);
}
