namespace Trainer.Training.Optimisation;

/// <summary>How a learning rate falls after its peak.</summary>
internal enum RateDecline
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>In a straight line.</summary>
    Linear,

    /// <summary>Along half a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts).</summary>
    Cosine,
}
