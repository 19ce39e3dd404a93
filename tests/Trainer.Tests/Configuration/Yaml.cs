using System.Text;
using Trainer.Configuration;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Configuration;

internal static class Yaml
{
    /// <summary>Options from the text of a file that is called test.yaml, checked by nobody.</summary>
    public static TrainerOptions Bind(string text, params string[] overrides)
    {
        using var folder = new TempFolder();
        var path = folder.Write("test.yaml", text);
        try
        {
            return ConfigurationFile.Bind<TrainerOptions>(path, overrides);
        }
        catch (UsageException e)
        {
            throw new UsageException(e.Message.Replace(folder.Path, "", StringComparison.Ordinal).TrimStart('/', '\\'));
        }
    }

    /// <summary>Options are the same if they are written the same: lists compare by what is in them.</summary>
    public static void AssertSame(TrainerOptions expected, TrainerOptions actual) => Assert.AreEqual(Text(expected), Text(actual));

    public static string Text(TrainerOptions options) => Encoding.UTF8.GetString(YamlOptions.Write(options));
}
