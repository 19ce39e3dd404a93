namespace Trainer.Features.Tests;

/// <summary>Files that other programs wrote; Fixtures/README.md says how.</summary>
internal static class Fixture
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));
}
