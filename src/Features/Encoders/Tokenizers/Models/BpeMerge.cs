namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>Two neighbours that may become one piece.</summary>
/// <param name="At">The left one's place.</param>
/// <param name="Left">Its id.</param>
/// <param name="Right">The right one's id.</param>
/// <param name="Id">The id of both together.</param>
internal readonly record struct BpeMerge(int At, int Left, int Right, int Id);
