using System.Globalization;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Costs;

/// <summary>Files of prices for the made-up models.</summary>
internal static class SmallPrices
{
    private static readonly string[] Models = ["nano", "small", "medium", "large"];

    /// <summary>Prices ten times as high from model to model, starting from an input price; output costs four times input.</summary>
    public static string Write(TempFolder folder, string name, string date, double first, double factor = 10) => folder.Write(
        name,
        $"date: {date}\nsource: made up\nmodels:\n" + string.Concat(Models.Select((model, m) => string.Create(
            CultureInfo.InvariantCulture,
            $"  {model}: {{ inputUsdPerMTok: {first * Math.Pow(factor, m)}, outputUsdPerMTok: {4 * first * Math.Pow(factor, m)} }}\n"))));
}
