using Trainer.Sweep.Studies;

namespace Trainer.Tests.Commands;

/// <summary>The files of a run, byte by byte.</summary>
internal static class RunFiles
{
    // The record of the configuration names the folder and the workers; the study has times in it, and is compared by its export.
    private static readonly string[] Apart = ["config.resolved.yaml", SqliteFile.Name];

    /// <summary>Everything but the record of the configuration, and of the study what does not depend on the clock.</summary>
    public static void AssertSame(string expected, string actual)
    {
        AssertSameFiles(expected, actual);
        Assert.AreEqual(HasStudy(expected), HasStudy(actual));
        if (HasStudy(expected))
        {
            CollectionAssert.AreEqual(Export(Study(expected)), Export(Study(actual)), "the studies' exports");
        }
    }

    /// <summary>The same where the study is elsewhere.</summary>
    public static void AssertSameFiles(string expected, string actual)
    {
        var files = Files(expected);
        CollectionAssert.AreEqual(files, Files(actual), $"{string.Join(' ', Files(actual))} in place of {string.Join(' ', files)}");
        foreach (var file in files)
        {
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(expected, file)), File.ReadAllBytes(Path.Combine(actual, file)), file);
        }
    }

    /// <summary>The study of a run.</summary>
    public static StoredStudy Study(string run) => StudyStores.Read(Path.Combine(run, SqliteFile.Name), TimeProvider.System).Single();

    /// <summary>A study without times.</summary>
    public static byte[] Export(StoredStudy study) => StudyExport.Json(study.Name, study.Key, study.Trials);

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static bool HasStudy(string run) => File.Exists(Path.Combine(run, SqliteFile.Name));

    private static string[] Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => !Apart.Contains(file))
            .Order(StringComparer.Ordinal),
    ];
}
