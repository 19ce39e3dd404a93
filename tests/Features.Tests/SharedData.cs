namespace Trainer.Features.Tests;

/// <summary>Real data beside the repository; tests that need it are inconclusive where it is absent.</summary>
internal static class SharedData
{
    /// <summary>A file or folder below <c>shared/data</c> beside the repository.</summary>
    public static string Path(string relative)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Trainer.sln")))
        {
            root = root.Parent;
        }

        var path = System.IO.Path.Combine(root?.Parent?.FullName ?? "", "shared", "data", relative);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Inconclusive($"shared/data/{relative} is absent beside the repository; this test needs it.");
        }

        return path;
    }
}
