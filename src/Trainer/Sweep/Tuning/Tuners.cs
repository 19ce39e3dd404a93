using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning.LocalSearch;
using Trainer.Sweep.Tuning.Sobol;
using Trainer.Sweep.Tuning.Tpe;

namespace Trainer.Sweep.Tuning;

/// <summary>Tuners by the names that configurations use.</summary>
internal static class Tuners
{
    public static readonly IReadOnlyList<string> Names = ["auto", "tpe", "cost-frugal", "blend", "sobol", "random"];

    /// <summary>The tuner of a name; what was tried before is not tried again where anything else is left.</summary>
    /// <param name="name">One of <see cref="Names"/>; auto tries what does well elsewhere first, and then TPE.</param>
    /// <param name="space">The space.</param>
    /// <param name="isPair">Whether the task is a pair.</param>
    /// <param name="seed">The study's seed.</param>
    public static ITuner Of(string name, SearchSpace space, bool isPair, ulong seed)
    {
        var tuner = new DistinctTuner(space, seed, own => name switch
        {
            "cost-frugal" => new CostFrugalTuner(space, own),
            "blend" => new BlendTuner(space, own),
            "sobol" => new SobolTuner(space, own),
            "random" => new RandomTuner(space, own),
            _ => new TpeTuner(space, own),
        });
        return name == "auto" ? new PortfolioFirst(space, Portfolio.Of(isPair), tuner) : tuner;
    }
}
