using System.Text.Json;
using System.Text.Json.Nodes;
using Trainer.Learners.Settings;

namespace Benchmarks.Tuning;

/// <summary>A few numbers in order, evenly spread on the unit scale, so that a table can hold them all. A value is its place.</summary>
internal sealed record GridDomain(params double[] Values) : Domain
{
    public override bool IsOrdered => true;

    public override int? Count => Values.Length;

    public override double ToUnit(double value) => (value + 0.5) / Values.Length;

    public override double FromUnit(double place) => Math.Clamp(Math.Floor(place * Values.Length), 0, Values.Length - 1);

    public override JsonNode? ToJson(double value) => Values[(int)value] is var number && number == Math.Floor(number)
        ? JsonValue.Create((int)number)
        : JsonValue.Create(number);

    public override double? FromJson(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && Array.IndexOf(Values, json.GetDouble()) is >= 0 and var place ? place : null;

    public override JsonNode ToOption() => new JsonArray([.. Enumerable.Range(0, Values.Length).Select(place => ToJson(place))]);

    public bool Equals(GridDomain? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Length;
}
