namespace Trainer.Learners.Factorisation;

/// <summary>Which of the models that were run on a query are compared.</summary>
internal enum ComparedPairs
{
    /// <summary>Every model with every other one.</summary>
    All,

    /// <summary>The best one with every other one (LLMRouter).</summary>
    Best,
}
