namespace Trainer.Export;

/// <summary>Writes files so that a reader, or a kill at any instant, sees the old file or the whole new one.</summary>
public static class FileReplacement
{
    /// <summary>Writes beside the file, flushes to disk and renames; makes the folder if it is missing.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = path + ".writing";
        using (var stream = new FileStream(beside, FileMode.Create))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
