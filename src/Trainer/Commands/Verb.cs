using CommandLine;

namespace Trainer.Commands;

/// <summary>What all verbs have in common.</summary>
internal abstract class Verb
{
    [Option("quiet", HelpText = "Print nothing but errors.")]
    public bool Quiet { get; set; }

    [Option("json", HelpText = "Print one JSON object for machines on standard output.")]
    public bool Json { get; set; }

    /// <summary>What the verb has no place for; it is refused rather than passed over.</summary>
    [Value(99, Hidden = true)]
    public IEnumerable<string> Surplus { get; set; } = [];

    /// <summary>Does the work and returns the exit code.</summary>
    public abstract int Run(Session session);
}
