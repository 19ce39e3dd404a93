using System.Globalization;
using Spectre.Console;
using Trainer.Commands;

namespace Trainer.Tests.Commands;

/// <summary>Runs the command line in this process, with consoles that write into memory.</summary>
internal static class CommandLine
{
    public static Outcome Run(params string[] args) => Run(args, CancellationToken.None);

    public static Outcome Run(string[] args, CancellationToken cancellation)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using var error = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using var interruption = new Interruption(cancellation);
        var exitCode = CommandLineHost.Run(args, new Session(Console(output), Console(error), TimeProvider.System, interruption));
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A console that writes plain text.</summary>
    public static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = 400;
        return console;
    }
}
