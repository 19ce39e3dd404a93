namespace Trainer.Features.Data;

/// <summary>Who won a battle.</summary>
public enum BattleWinner
{
    /// <summary>The first model.</summary>
    A,

    /// <summary>The second model.</summary>
    B,

    /// <summary>Neither: both answers were as good, or nothing is known of how good they were.</summary>
    Tie,

    /// <summary>Neither, because both answers were bad. A tie where models are compared.</summary>
    BothBad,
}
