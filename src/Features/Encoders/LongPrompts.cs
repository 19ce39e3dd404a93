namespace Trainer.Features.Encoders;

/// <summary>What an encoder reads of a prompt that has more pieces than it can take.</summary>
public enum LongPrompts
{
    /// <summary>The first pieces.</summary>
    Cut,

    /// <summary>The first half and the last half of what fits (Sun et al. 2019, arXiv:1905.05583, section 5.3.1).</summary>
    HeadAndTail,

    /// <summary>
    /// All of it, in windows of equal length whose vectors are averaged, weighted by their pieces. At most
    /// <see cref="TokenRows.MaxWindows"/> windows are read; of a longer prompt they lie evenly spread.
    /// </summary>
    Windows,
}
