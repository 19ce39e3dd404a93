namespace Trainer.Learners;

/// <summary>Something that fits share, which takes room while they do.</summary>
internal interface ISharedResult
{
    /// <summary>About how much, in bytes.</summary>
    long Bytes { get; }
}
