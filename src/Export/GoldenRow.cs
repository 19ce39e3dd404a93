using System.Text.Json.Serialization;

namespace Trainer.Export;

/// <summary>A text with what the bundle must answer.</summary>
/// <param name="Text">The prompt.</param>
/// <param name="Scores">Calibrated scores.</param>
/// <param name="Model">The model chosen at the default operating point.</param>
/// <param name="Embedding">The vector of the text, where the graph takes one from outside; else null.</param>
/// <param name="ExternalScores">The scores from outside that came with the text, where the graph takes some; else null.</param>
/// <param name="Domain">The domain of the text, where the graph takes it and it is known; else null.</param>
public sealed record GoldenRow(
    string Text,
    IReadOnlyList<float> Scores,
    string Model,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float[]? Embedding = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float[]? ExternalScores = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Domain = null);
