namespace Trainer.Learners.Neighbours;

/// <summary>What neighbours are asked for.</summary>
internal enum NeighbourTarget
{
    /// <summary>Each model's quality: the score is a mean.</summary>
    Quality,

    /// <summary>The best model: the score is a share of votes.</summary>
    BestModel,
}
