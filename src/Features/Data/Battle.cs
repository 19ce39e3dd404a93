namespace Trainer.Features.Data;

/// <summary>One prompt answered by two models, and whose answer was preferred.</summary>
/// <param name="Prompt">The text that a router would see: the first user turn.</param>
/// <param name="ModelA">The first model.</param>
/// <param name="ModelB">The second model.</param>
/// <param name="Winner">Who won.</param>
/// <param name="Weight">How much the battle counts; finite and positive.</param>
public sealed record Battle(string Prompt, string ModelA, string ModelB, BattleWinner Winner, double Weight = 1);
