using Trainer.Export;
using Trainer.Features;

namespace Trainer.Reporting;

/// <summary>Writes every form of a comparison into one folder, all from one object; the same object gives the same bytes.</summary>
internal static class ComparisonWriter
{
    public const string JsonName = "evaluation.json";

    public static void Write(ComparisonReport report, string folder)
    {
        FileReplacement.Write(Path.Combine(folder, JsonName), BundleJson.ToFile(report));
        FileReplacement.Write(Path.Combine(folder, ComparisonMarkdown.FileName), ComparisonMarkdown.Write(report));
        FileReplacement.Write(Path.Combine(folder, ComparisonHtml.FileName), ComparisonHtml.Write(report));
    }
}
