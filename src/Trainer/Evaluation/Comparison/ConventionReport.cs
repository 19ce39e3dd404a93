using Trainer.Export;

namespace Trainer.Evaluation.Comparison;

/// <summary>A router's main operating point, and its curve, in the numbers of other projects. Null is what needs prices where there are none.</summary>
internal sealed record ConventionReport
{
    public required string Router { get; init; }

    /// <summary>RouterArena: quality and cost in one number.</summary>
    public Estimate? ArenaScore { get; init; }

    /// <summary>RouterArena: share of solvable queries that went to the cheapest correct model.</summary>
    public Estimate? OptimalSelection { get; init; }

    /// <summary>RouterArena: the router's quality over the oracle's, all queries counted.</summary>
    public required Estimate OptimalAccuracy { get; init; }

    /// <summary>RouterArena: the oracle's cost over the router's, where the router is correct.</summary>
    public Estimate? OptimalCost { get; init; }

    /// <summary>LLMRouterBench: mean over domains of quality.</summary>
    public required Estimate DomainMean { get; init; }

    /// <summary>LLMRouterBench: Gain@R.</summary>
    public required Estimate GainOverRandom { get; init; }

    /// <summary>LLMRouterBench: Gain@B.</summary>
    public required Estimate GainOverBest { get; init; }

    /// <summary>LLMRouterBench: Gap@O.</summary>
    public required Estimate GapToOracle { get; init; }

    /// <summary>LLMRouterBench: PerfGain, over the router's operating points.</summary>
    public required Estimate PerformanceGain { get; init; }

    /// <summary>LLMRouterBench: CostSave, over the router's operating points.</summary>
    public Estimate? CostSaving { get; init; }

    /// <summary>LLMRouterBench: ParetoDist, over the router's operating points.</summary>
    public Estimate? ParetoDistance { get; init; }

    /// <summary>RouterEval: V_B.</summary>
    public required Estimate OverBest { get; init; }

    /// <summary>RouterEval: E_p, bits.</summary>
    public required Estimate ChoiceEntropy { get; init; }

    /// <summary>RouterBench's AIQ as its code has it, over all that are compared here.</summary>
    public Estimate? AiqAsCoded { get; init; }

    /// <summary>RouterBench's AIQ as its paper has it.</summary>
    public Estimate? AiqAsPublished { get; init; }

    /// <summary>The latter less the first router's, paired; null for itself.</summary>
    public Estimate? AiqDifference { get; init; }

    /// <summary>Mean height of the curve over the hull of single models.</summary>
    public Estimate? AreaOverHull { get; init; }

    /// <summary>The same less the first router's, paired; null for itself.</summary>
    public Estimate? AreaOverHullDifference { get; init; }

    /// <summary>APGR less the first router's, paired; null unless both route between the same pair and its gap can be told from 0.</summary>
    public Estimate? ApgrDifference { get; init; }
}
