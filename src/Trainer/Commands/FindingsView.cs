using Spectre.Console;
using Trainer.Features;

namespace Trainer.Commands;

/// <summary>Findings on a terminal, one line each.</summary>
internal static class FindingsView
{
    public static void Write(IAnsiConsole console, IEnumerable<Finding> findings)
    {
        foreach (var (severity, sentence) in findings)
        {
            var colour = severity switch { FindingSeverity.Error => "red", FindingSeverity.Warning => "yellow", _ => "grey" };
            console.MarkupLine($"[{colour}]{severity.ToString().ToLowerInvariant()}[/]  {Markup.Escape(sentence)}");
        }
    }
}
