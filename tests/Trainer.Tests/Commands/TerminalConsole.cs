using System.Text;
using Spectre.Console;

namespace Trainer.Tests.Commands;

/// <summary>A console that takes itself for a terminal of some size and writes into memory.</summary>
internal sealed class TerminalConsole(TextWriter writer, int width, int height) : IAnsiConsoleOutput
{
    public TextWriter Writer => writer;

    public bool IsTerminal => true;

    public int Width => width;

    public int Height => height;

    public void SetEncoding(Encoding encoding)
    {
    }

    public static IAnsiConsole Of(TextWriter writer, int width, int height) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new TerminalConsole(writer, width, height),
        Ansi = AnsiSupport.Yes,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
    });
}
