namespace Trainer.Tests.Commands;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string File(string relative) => Path.Combine(Root, relative);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Trainer.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No Trainer.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
