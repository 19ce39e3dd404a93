namespace Trainer.Features.Data;

/// <summary>A format that can be read.</summary>
/// <param name="Name">The name for <see cref="ReadOptions.Format"/>.</param>
/// <param name="Description">What it looks like, with the columns or keys it needs.</param>
public sealed record DataFormat(string Name, string Description);
