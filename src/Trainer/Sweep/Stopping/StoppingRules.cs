using Trainer.Sweep.Goals;

namespace Trainer.Sweep.Stopping;

/// <summary>Stopping rules by the names that configurations use.</summary>
internal static class StoppingRules
{
    // About as many as a portfolio has.
    private const int Grace = 10;

    public static readonly IReadOnlyList<string> Names = ["auto", "paired-test", "halving", "both", "none"];

    /// <summary>The rule of a name.</summary>
    public static IStoppingRule Of(string name, IReadOnlyList<Goal> goals) => name switch
    {
        "paired-test" => new PairedTest(goals),
        "halving" => new SuccessiveHalving(),
        "both" => new SuccessiveHalving(after: new PairedTest(goals), grace: Grace),
        _ => new NeverStop(),
    };
}
