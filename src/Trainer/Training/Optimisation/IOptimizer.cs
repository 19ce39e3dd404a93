namespace Trainer.Training.Optimisation;

/// <summary>Changes parameters by their gradients.</summary>
internal interface IOptimizer
{
    /// <summary>Steps made so far.</summary>
    long Steps { get; set; }

    /// <summary>What it remembers from step to step, in a fixed order; whoever restores a training overwrites the values.</summary>
    IReadOnlyList<float[]> Memory { get; }

    /// <summary>One step at a learning rate, times each parameter's own; frozen parameters stay.</summary>
    void Step(double rate);
}
