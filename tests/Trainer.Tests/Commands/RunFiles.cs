namespace Trainer.Tests.Commands;

/// <summary>The files of a run, byte by byte.</summary>
internal static class RunFiles
{
    /// <summary>
    /// Everything but the record of the configuration, which names the folder and the workers, and the study's database, which knows how long
    /// trials took; its trials are in a file of their own.
    /// </summary>
    public static void AssertSame(string expected, string actual)
    {
        var files = Files(expected);
        CollectionAssert.AreEqual(files, Files(actual));
        foreach (var file in files)
        {
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(expected, file)), File.ReadAllBytes(Path.Combine(actual, file)), file);
        }
    }

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static string[] Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => file != "config.resolved.yaml" && !file.StartsWith("study.db", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
