namespace Trainer.Export;

/// <summary>One file of a bundle.</summary>
/// <param name="Path">Name, without folders.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record ManifestEntry(string Path, long Size, string Sha256);
