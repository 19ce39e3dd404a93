namespace Trainer.Tests.Commands;

/// <summary>The words of a command line: spaces separate, double quotes hold together.</summary>
internal static class ShellWords
{
    public static string[] Split(string line) =>
    [
        .. line.Split('"').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];
}
