namespace Trainer.Regression;

/// <summary>Which bundle was compared.</summary>
/// <param name="Name">Given by whoever trained it.</param>
/// <param name="Id">Its short id.</param>
/// <param name="RootDigest">Digest over all of its files.</param>
internal sealed record BundleIdentity(string Name, string Id, string RootDigest);
