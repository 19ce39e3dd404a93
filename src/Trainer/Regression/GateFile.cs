using System.Globalization;
using Trainer.Configuration;

namespace Trainer.Regression;

/// <summary>Reads what a gate asks for, and refuses what makes no sense; configs/gate.yaml lists every key.</summary>
internal static class GateFile
{
    private const double MostMargin = 1e9;

    /// <exception cref="UsageException">The file is not there, not YAML, or asks for nothing that can be answered.</exception>
    public static RegressionOptions Read(string path)
    {
        var options = ConfigurationFile.Bind<RegressionOptions>(path);
        return Fault(options) is { } fault ? throw new UsageException($"{path}: {fault}") : options;
    }

    private static string? Fault(RegressionOptions options)
    {
        var asked = RegressionMetric.All
            .Select(metric => (metric.Name, Gate: metric.Gate(options.Metrics)))
            .Where(pair => pair.Gate is not null);
        foreach (var (name, gate) in asked)
        {
            if (gate!.Margin is < 0 or > MostMargin || gate.SliceMargin is < 0 or > MostMargin)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the margin of {name} is {gate.Margin}, in slices {gate.SliceMargin}; a margin is at least 0");
            }

            if (gate.SliceMargin is not null && options.Slices.By.Count == 0)
            {
                return $"{name} has a sliceMargin and no slices are declared; name them in slices.by, or take sliceMargin out";
            }
        }

        if (options.Slices.By.Count > 0 && asked.All(pair => pair.Gate!.SliceMargin is null))
        {
            return "slices are declared and no metric has a sliceMargin; say which loss is tolerated in a slice, or take slices.by out";
        }

        var lengths = options.Slices.Lengths;
        return lengths.Where((start, i) => start < 1 || (i > 0 && start <= lengths[i - 1])).Any()
                ? $"slices.lengths is {string.Join(", ", lengths)}; lengths must rise and be at least 1"
            : options.Slices.MinimumQueries < 2 ? $"slices.minimumQueries is {options.Slices.MinimumQueries}; it must be at least 2"
            : options.GoldenChanges < 0 ? $"goldenChanges is {options.GoldenChanges}; it must be at least 0"
            : options.DataHash is { } hash && !IsHash(hash)
                ? $"dataHash is '{hash}'; it must be the 64 hexadecimal digits that a report names"
            : options.Resamples is < 100 or > 1_000_000 || options.CurveResamples is < 100 or > 1_000_000
                ? "resamples and curveResamples must lie in [100, 1000000]"
            : null;
    }

    public static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);
}
