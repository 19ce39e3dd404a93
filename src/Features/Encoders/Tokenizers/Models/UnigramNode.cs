namespace Trainer.Features.Encoders.Tokenizers.Models;

/// <summary>The best way to a place of a word: its score, where its last piece begins, and that piece (-1: there is no way yet).</summary>
internal struct UnigramNode
{
    public double Score;
    public int Start;
    public int Id;
}
