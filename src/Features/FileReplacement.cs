namespace Trainer.Features;

/// <summary>Writes files so that a reader, or a kill at any instant, sees the old file or the whole new one.</summary>
public static class FileReplacement
{
    /// <summary>
    /// Writes beside the file, flushes to disk and renames; makes the folder if it is missing. If writing fails the old file stays.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = path + ".writing";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>The same for content that is at hand.</summary>
    public static void Write(string path, byte[] content) => Write(path, stream => stream.Write(content));
}
