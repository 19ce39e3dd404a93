namespace Trainer.Learners.Factorisation;

/// <summary>What a comparison teaches in which both models did equally well.</summary>
internal enum TieTarget
{
    /// <summary>Either one wins with probability ½.</summary>
    Half,

    /// <summary>Nothing (RouteLLM).</summary>
    Drop,

    /// <summary>That the first one is better (LLMRouter).</summary>
    First,
}
