namespace Trainer.Tests;

/// <summary>
/// Public data that lies beside the repository; it is not part of it, and tests that need it are inconclusive without it.
/// </summary>
internal static class SharedData
{
    /// <summary>The full path of a file or folder, given relative to the shared data folder.</summary>
    public static string Path(string relative)
    {
        var repository = new DirectoryInfo(AppContext.BaseDirectory);
        while (repository is not null && !File.Exists(System.IO.Path.Combine(repository.FullName, "Trainer.sln")))
        {
            repository = repository.Parent;
        }

        var path = System.IO.Path.Combine(repository?.Parent?.FullName ?? "", "shared", "data", relative);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Inconclusive($"This test needs ../shared/data/{relative} beside the repository; it is absent.");
        }

        return path;
    }
}
