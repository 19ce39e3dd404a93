using Trainer.Sweep.Goals;

namespace Trainer.Sweep.Stopping;

/// <summary>Stopping rules by the names that configurations use.</summary>
internal static class StoppingRules
{
    public static readonly IReadOnlyList<string> Names = ["paired-test", "halving", "both", "none"];

    /// <summary>The rule of a name.</summary>
    public static IStoppingRule Of(string name, IReadOnlyList<Goal> goals) => name switch
    {
        "paired-test" => new PairedTest(goals),
        "halving" => new SuccessiveHalving(),
        "both" => new SuccessiveHalving(after: new PairedTest(goals)),
        _ => new NeverStop(),
    };
}
