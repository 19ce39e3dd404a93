namespace Trainer.Learners.Trees;

/// <summary>What boosting minimises.</summary>
internal enum BoostingLoss
{
    /// <summary>Cross-entropy with the quality as a soft target; scores are log-odds.</summary>
    LogLoss,

    /// <summary>Squared error; scores are expected qualities.</summary>
    SquaredError,
}
