namespace Trainer.Reporting.Html;

/// <summary>Files that the program carries inside.</summary>
internal static class Resource
{
    public static Markup Read(string name)
    {
        using var reader = new StreamReader(typeof(Resource).Assembly.GetManifestResourceStream(name)!);

        // A checkout may have changed the line ends of the project's own files.
        return new(reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal));
    }
}
