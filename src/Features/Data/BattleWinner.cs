namespace Trainer.Features.Data;

/// <summary>Who won a battle. "Both bad" counts as a tie.</summary>
public enum BattleWinner
{
    /// <summary>The first model.</summary>
    A,

    /// <summary>The second model.</summary>
    B,

    /// <summary>Neither, whether both were good or both were bad.</summary>
    Tie,
}
