namespace Trainer.Learners.FineTuning;

/// <summary>What a pair's classifier tells apart.</summary>
internal enum PairClasses
{
    /// <summary>The strong model alone is right, both are wrong, both are right, the weak one alone is right.</summary>
    Four,

    /// <summary>The strong model is better, a tie, the weak one is better, as RouteLLM has it.</summary>
    Three,

    /// <summary>The weak model is good enough or not, with HybridLLM's labels.</summary>
    Hybrid,
}
