using System.Text.Json;
using Spectre.Console;
using Trainer.Export;

namespace Trainer.Commands;

/// <summary>One invocation's surroundings: where to print, when to stop, what time it is.</summary>
/// <param name="Out">Standard output, for results.</param>
/// <param name="Error">Standard error, for progress and faults.</param>
/// <param name="Clock">The clock; results never depend on it.</param>
/// <param name="Interruption">Ctrl-C.</param>
internal sealed record Session(IAnsiConsole Out, IAnsiConsole Error, TimeProvider Clock, Interruption Interruption)
{
    /// <summary>Everything is to stop.</summary>
    public CancellationToken Cancellation => Interruption.Cancellation;

    /// <summary>Prints a result for people, or for machines if asked, or not at all.</summary>
    public void Print<T>(Verb verb, T result, Action<IAnsiConsole> forPeople)
    {
        if (verb.Json)
        {
            Out.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(result, BundleJson.Indented));
        }
        else if (!verb.Quiet)
        {
            forPeople(Out);
        }
    }

    /// <summary>Progress lines, unless the verb is quiet.</summary>
    public Progress Progress(Verb verb) => new(Error, verb.Quiet || verb.Json);
}
