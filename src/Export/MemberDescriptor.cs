using System.Text.Json;

namespace Trainer.Export;

/// <summary>A member of an ensemble, for the record; a host needs none of it.</summary>
/// <param name="Set">The feature set's name in the configuration; empty where it reads none.</param>
/// <param name="Learner">The learner's name.</param>
/// <param name="Weight">Its share in the mean of the members' log-odds.</param>
/// <param name="Columns">Length of its feature vector.</param>
/// <param name="Text">N-grams and statistics, as the trainer describes them; null for none.</param>
public sealed record MemberDescriptor(string Set, string Learner, double Weight, int Columns, JsonElement? Text);
