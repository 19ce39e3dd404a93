using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trainer.Learners.Settings;

/// <summary>Whole numbers; each takes the stretch of the unit scale from half a step below it to half a step above.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest, not below <paramref name="Low"/>.</param>
/// <param name="IsLog">Whether equal ratios, not equal differences, are as far apart; then <paramref name="Low"/> is at least 1.</param>
internal sealed record IntegerDomain(int Low, int High, bool IsLog = false) : Domain
{
    public override bool IsOrdered => true;

    public override int? Count => High - Low + 1;

    private double Start => IsLog ? Math.Log(Low - 0.5) : Low - 0.5;

    private double End => IsLog ? Math.Log(High + 0.5) : High + 0.5;

    public override double ToUnit(double value) => ((IsLog ? Math.Log(value) : value) - Start) / (End - Start);

    public override double FromUnit(double place)
    {
        var scaled = Start + (Math.Clamp(place, 0, 1) * (End - Start));
        return Math.Clamp(Math.Round(IsLog ? Math.Exp(scaled) : scaled), Low, High);
    }

    public override JsonNode? ToJson(double value) => JsonValue.Create((int)value);

    public override double? FromJson(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var value) && value >= Low && value <= High ? value : null;

    public override JsonNode ToOption() => Range(Low, High, IsLog);
}
