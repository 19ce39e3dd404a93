using System.Globalization;
using System.Text;
using System.Text.Json;
using Trainer.Export;

namespace Trainer.Configuration;

/// <summary>Writes options as YAML with every default filled in; reading the result gives the same options.</summary>
internal static class YamlOptions
{
    public static byte[] Write(TrainerOptions options)
    {
        var yaml = new StringBuilder("# The configuration of this run with every default filled in.\n");
        Write(yaml, JsonSerializer.SerializeToElement(options, BundleJson.Line), 0);
        return Encoding.UTF8.GetBytes(yaml.ToString());
    }

    private static void Write(StringBuilder yaml, JsonElement map, int indent)
    {
        foreach (var property in map.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
        {
            yaml.Append(CultureInfo.InvariantCulture, $"{new string(' ', indent)}{Scalar(property.Name)}:");
            if (property.Value.ValueKind == JsonValueKind.Object && property.Value.EnumerateObject().Any())
            {
                yaml.Append('\n');
                Write(yaml, property.Value, indent + 2);
            }
            else
            {
                // JSON's flow form of scalars and lists is YAML.
                yaml.Append(CultureInfo.InvariantCulture, $" {property.Value.GetRawText()}\n");
            }
        }
    }

    private static string Scalar(string key) =>
        key.Length > 0 && key.All(char.IsAsciiLetterOrDigit) ? key : JsonSerializer.Serialize(key, BundleJson.Line);
}
