using System.Text.Json;
using System.Text.Json.Nodes;
using Trainer.Export;

namespace Trainer.Learners.Settings;

/// <summary>One of several values that have no order.</summary>
internal sealed record ChoiceDomain : Domain
{
    private readonly JsonElement[] _values;

    public ChoiceDomain(IEnumerable<JsonElement> values) => _values = [.. values];

    /// <summary>The choices, as they stand in a learner's JSON.</summary>
    public IReadOnlyList<JsonElement> Values => _values;

    public override bool IsOrdered => false;

    public override int? Count => _values.Length;

    /// <summary>A choice between values of one type.</summary>
    public static ChoiceDomain Of<T>(params T[] values) =>
        new(values.Select(value => JsonSerializer.SerializeToElement(value, BundleJson.Line)));

    public override double ToUnit(double value) => (value + 0.5) / _values.Length;

    public override double FromUnit(double place) => Math.Clamp(Math.Floor(place * _values.Length), 0, _values.Length - 1);

    public override JsonNode? ToJson(double value) => JsonNode.Parse(_values[(int)value].GetRawText());

    public override double? FromJson(JsonElement json) =>
        Array.FindIndex(_values, value => JsonElement.DeepEquals(value, json)) is >= 0 and var place ? place : null;

    public override JsonNode ToOption() => new JsonArray([.. Enumerable.Range(0, _values.Length).Select(place => ToJson(place))]);

    public bool Equals(ChoiceDomain? other) =>
        other is not null && _values.AsSpan().SequenceEqual(other._values, EqualityComparer<JsonElement>.Create(JsonElement.DeepEquals));

    public override int GetHashCode() => _values.Length;
}
