namespace Trainer.Tests.Commands;

/// <summary>Commands that a page of the documentation tells people to type.</summary>
internal static class DocumentedCommands
{
    private const string Run = "dotnet run --project src/Trainer -c Release ";

    // Overrides that make a documented sweep small; they leave its data as documented.
    private const string Small = "sweep.trials=3;sweep.folds=3;evaluation.resamples=100;sweep.features=[words]";

    /// <summary>The commands of every fenced block of shell, without comments.</summary>
    public static List<string[]> Blocks(string page)
    {
        var blocks = new List<string[]>();
        var lines = File.ReadAllLines(Repository.File(page)).AsEnumerable();
        while (lines.SkipWhile(line => line != "```sh").Skip(1) is var rest && rest.Any())
        {
            blocks.Add([.. rest.TakeWhile(line => line != "```")
                .Select(line => line.Split(" # ")[0].TrimEnd())
                .Where(line => line.Length > 0)]);
            lines = [.. rest.SkipWhile(line => line != "```").Skip(1)];
        }

        return blocks;
    }

    /// <summary>A command's arguments; those of a sweep with what makes it small.</summary>
    public static string[] Arguments(string command)
    {
        var rest = command.StartsWith(Run, StringComparison.Ordinal) ? command[(command.IndexOf(" -- ", StringComparison.Ordinal) + 4)..]
            : command.StartsWith("trainer ", StringComparison.Ordinal) ? command[8..]
            : throw new AssertFailedException($"A page has a command that this test does not know: {command}");
        var words = ShellWords.Split(rest);
        return words[0] != "sweep" ? words
            : [
                .. words,
                "--set",
                Small,
                .. words.Any(word => word.StartsWith("data.", StringComparison.Ordinal)) ? Array.Empty<string>() : ["--set", "data.sample.queries=400"],
            ];
    }
}
