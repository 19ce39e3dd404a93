namespace Trainer.Features.Encoders.Tokenizers;

/// <summary>One instruction of a <see cref="Pattern"/>.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Set">The code points of <see cref="PatternStepKind.Loop"/>.</param>
/// <param name="Least">How often at least.</param>
/// <param name="Most">How often at most.</param>
/// <param name="Other">
/// Where else to go on: the second choice of <see cref="PatternStepKind.Choose"/>, the target of a jump, the end of a look.
/// </param>
internal readonly record struct PatternStep(
    PatternStepKind Kind, CodePointSet? Set = null, int Least = 1, int Most = 1, int Other = 0);
