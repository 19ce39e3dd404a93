using System.Text.Encodings.Web;
using System.Text.Json;
using Trainer.Export;

namespace Trainer.Reporting.Html;

/// <summary>A report as JSON inside a script element, for the charts.</summary>
internal static class DataIsland
{
    // The default encoder writes <, >, &, quotes and everything beyond ASCII as \uXXXX: no name can end the element.
    private static readonly JsonSerializerOptions Json = new(BundleJson.Line) { Encoder = JavaScriptEncoder.Default };

    public static Markup Of<T>(T report) => new(JsonSerializer.Serialize(report, Json));
}
