using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trainer.Export;

/// <summary>What a router sees of a query; <see cref="BundleFiles.Features"/>.</summary>
/// <param name="Set">The feature set's name in the configuration.</param>
/// <param name="Columns">Length of a feature vector.</param>
/// <param name="Text">N-grams and statistics, as the trainer describes them; null for none.</param>
/// <param name="Encoder">The sentence encoder; null for none.</param>
/// <param name="Embeddings">The application's own embeddings; null for none.</param>
/// <param name="ExternalScores">Names of the scores that the application makes of each query, in the order in which the graph takes them; null
/// for none.</param>
/// <param name="Members">What an ensemble's members read, in the order in which they are added up; null where there is one.</param>
public sealed record FeaturesDescriptor(
    string Set,
    int Columns,
    JsonElement? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EncoderDescriptor? Encoder = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EmbeddingsDescriptor? Embeddings = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ExternalScores = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MemberDescriptor>? Members = null);
