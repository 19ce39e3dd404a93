using System.Security.Cryptography;

namespace Trainer.Features.Data;

/// <summary>A file that was read.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Sha256">SHA-256 of its bytes as they are on disk, in lower-case hex.</param>
public sealed record InputFile(string Path, string Sha256)
{
    /// <summary>Reads a file for its digest. O(bytes).</summary>
    public static InputFile Of(string path)
    {
        using var stream = File.OpenRead(path);
        return new InputFile(path, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
