using System.Globalization;
using System.Text.RegularExpressions;

namespace Trainer.Learners.Baselines;

/// <summary>The number of parameters that a model's name tells: "llama-3-8b", "Mixtral-8x7B", "qwen2.5-0.5b-instruct".</summary>
internal static partial class ModelSize
{
    /// <summary>Billions of parameters; of a mixture of experts all of them; NaN where the name tells nothing.</summary>
    public static double Billions(string name) => Sizes().Matches(name)
        .Select(size => Number(size.Groups["size"]) * (size.Groups["experts"].Success ? Number(size.Groups["experts"]) : 1))
        .DefaultIfEmpty(double.NaN)
        .Max();

    private static double Number(Group digits) => double.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![0-9A-Za-z.])((?<experts>[0-9]{1,3})x)?(?<size>[0-9]{1,5}(\.[0-9]{1,3})?)b(?![0-9A-Za-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sizes();
}
