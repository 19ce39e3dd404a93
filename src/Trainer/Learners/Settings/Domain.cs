using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trainer.Learners.Settings;

/// <summary>
/// What a setting may be in a search. Its values are numbers: real or whole ones as they are, unordered ones by their place among the
/// choices. The unit scale from 0 to 1 is where distances between values of one domain are comparable.
/// </summary>
internal abstract record Domain
{
    /// <summary>Whether near values on the unit scale are alike.</summary>
    public abstract bool IsOrdered { get; }

    /// <summary>How many values there are, or null for a continuum.</summary>
    public abstract int? Count { get; }

    /// <summary>The place of a value on the unit scale.</summary>
    public abstract double ToUnit(double value);

    /// <summary>The value at a place of the unit scale, to the domain's precision; places outside count as the nearer end.</summary>
    public abstract double FromUnit(double place);

    /// <summary>The value as it stands in a learner's JSON.</summary>
    public abstract JsonNode? ToJson(double value);

    /// <summary>The value of what stands in a learner's JSON, or null if it is not in the domain.</summary>
    public abstract double? FromJson(JsonElement json);

    /// <summary>The domain as a configuration writes it in <c>sweep.space</c>: a range, or a list of choices.</summary>
    public abstract JsonNode ToOption();

    /// <summary>A range as a configuration writes it.</summary>
    protected static JsonObject Range(JsonNode from, JsonNode to, bool isLog) =>
        new() { ["from"] = from, ["to"] = to, ["scale"] = isLog ? "log" : "linear" };
}
