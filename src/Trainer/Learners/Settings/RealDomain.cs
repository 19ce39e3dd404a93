using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trainer.Learners.Settings;

/// <summary>Numbers in a range, to so many significant digits, so that they are short and read back exactly.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest, above <paramref name="Low"/>.</param>
/// <param name="IsLog">Whether equal ratios, not equal differences, are as far apart; then <paramref name="Low"/> is above 0.</param>
/// <param name="Digits">Significant digits.</param>
internal sealed record RealDomain(double Low, double High, bool IsLog = false, int Digits = 3) : Domain
{
    public override bool IsOrdered => true;

    public override int? Count => null;

    public override double ToUnit(double value) => IsLog ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    public override double FromUnit(double place)
    {
        place = Math.Clamp(place, 0, 1);
        var value = IsLog ? Low * Math.Pow(High / Low, place) : Low + (place * (High - Low));
        return Math.Clamp(Rounding.ToSignificant(value, Digits), Low, High);
    }

    public override JsonNode? ToJson(double value) => JsonValue.Create(value);

    public override double? FromJson(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.GetDouble() is var value && value >= Low && value <= High ? value : null;

    public override JsonNode ToOption() => Range(Low, High, IsLog);
}
