using System.Text.Json;
using System.Text.RegularExpressions;

namespace Trainer.Tests.Regression;

/// <summary>
/// As much of JSON Schema 2020-12 as the published schema uses: type, enum, pattern, minimum, properties, required,
/// additionalProperties, items, anyOf and local references. A keyword that it does not know fails, so that nothing is passed over.
/// </summary>
internal static class JsonSchemaCheck
{
    /// <summary>What is wrong, one sentence each.</summary>
    public static IReadOnlyList<string> Problems(JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(schema, schema, value, "$", problems);
        return problems;
    }

    private static void Check(JsonElement root, JsonElement schema, JsonElement value, string place, List<string> problems)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var argument = keyword.Value;
            switch (keyword.Name)
            {
                case "$schema" or "$defs" or "title" or "description" or "required":
                    break;
                case "$ref":
                    Check(root, root.GetProperty("$defs").GetProperty(argument.GetString()!["#/$defs/".Length..]), value, place, problems);
                    break;
                case "anyOf":
                    if (!argument.EnumerateArray().Any(option => IsValid(root, option, value)))
                    {
                        problems.Add($"{place} fits none of the alternatives");
                    }

                    break;
                case "type":
                    var allowed = argument.ValueKind == JsonValueKind.Array ? argument.EnumerateArray().Select(t => t.GetString()!) : [argument.GetString()!];
                    Demand(allowed.Any(type => IsOf(type, value)), $"{place} is {value.ValueKind}, allowed is {string.Join(" or ", allowed)}");
                    break;
                case "enum":
                    Demand(argument.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)), $"{place} is {value}, not one of {argument}");
                    break;
                case "pattern":
                    Demand(Regex.IsMatch(value.GetString() ?? "", argument.GetString()!), $"{place} is {value}, allowed is {argument}");
                    break;
                case "minimum":
                    Demand(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= argument.GetDouble(), $"{place} is below {argument}");
                    break;
                case "items" when value.ValueKind == JsonValueKind.Array:
                    foreach (var (item, i) in value.EnumerateArray().Select((item, i) => (item, i)))
                    {
                        Check(root, argument, item, $"{place}[{i}]", problems);
                    }

                    break;
                case "properties" when value.ValueKind == JsonValueKind.Object:
                    foreach (var property in argument.EnumerateObject())
                    {
                        if (value.TryGetProperty(property.Name, out var found))
                        {
                            Check(root, property.Value, found, $"{place}.{property.Name}", problems);
                        }
                        else
                        {
                            var required = schema.TryGetProperty("required", out var names) && names.EnumerateArray().Any(name => name.GetString() == property.Name);
                            Demand(!required, $"{place} has no {property.Name}");
                        }
                    }

                    break;
                case "additionalProperties" when value.ValueKind == JsonValueKind.Object:
                    var known = schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).ToHashSet();
                    foreach (var property in value.EnumerateObject())
                    {
                        Demand(known.Contains(property.Name), $"{place} has {property.Name}, which the schema does not name");
                    }

                    break;
                case "items" or "properties" or "additionalProperties":
                    break;
                default:
                    problems.Add($"the schema uses {keyword.Name}, which this check does not know");
                    break;
            }
        }

        void Demand(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }

    private static bool IsValid(JsonElement root, JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(root, schema, value, "", problems);
        return problems.Count == 0;
    }

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => false,
    };
}
