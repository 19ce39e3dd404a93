namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>A token that is found in the text before it is cut.</summary>
/// <param name="Content">How it is written, after normalisation if it is found there.</param>
/// <param name="Id">Its id.</param>
/// <param name="SingleWord">Whether it counts only where no word character touches it.</param>
/// <param name="LeftStrip">Whether it takes the white space before it.</param>
/// <param name="RightStrip">Whether it takes the white space behind it.</param>
internal sealed record AddedToken(string Content, int Id, bool SingleWord, bool LeftStrip, bool RightStrip);
