namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>The pieces of a model and their ids, each once.</summary>
/// <param name="Pieces">Pieces and ids.</param>
/// <param name="LargestId">The largest id.</param>
internal sealed record Vocabulary(IReadOnlyList<(string Piece, int Id)> Pieces, int LargestId);
