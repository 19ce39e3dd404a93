using System.Text.Json.Serialization;

namespace Trainer.Export;

/// <summary>The candidate models in score order; for a pair the weak one, then the strong one.</summary>
/// <param name="Models">The models.</param>
/// <param name="Cascade">Says that costs are a cascade's; null where each model is asked alone.</param>
public sealed record Labels(
    IReadOnlyList<ModelLabel> Models,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CascadeLabel? Cascade = null);
