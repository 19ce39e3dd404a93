using System.Security.Cryptography;
using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.FineTuning;

/// <summary>What stands on an encoder that is trained: how its vectors become scores, and what both are taught.</summary>
internal interface ITuningHead
{
    int ScoresPerQuery { get; }

    /// <summary>Queries that it can be taught by.</summary>
    int[] TaughtRows { get; }

    /// <summary>Makes its parameters.</summary>
    /// <param name="dimension">Width of the encoder's vectors.</param>
    /// <param name="rate">Their learning rate as a multiple of the encoder's.</param>
    /// <param name="random">For their first values.</param>
    ParameterSet Parameters(int dimension, float rate, SeededRandom random);

    /// <summary>Vectors, float [N, dimension], to raw scores, float [N, <see cref="ScoresPerQuery"/>].</summary>
    string EmitScores(GraphBuilder graph, ParameterNodes parameters, string vectors);

    /// <summary>Vectors to the mean loss of a batch; its further inputs are bound by <see cref="Bind"/>.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="parameters">The head's parameters there.</param>
    /// <param name="vectors">float [N, dimension].</param>
    /// <param name="isTraining">Whether it is the loss of a step; otherwise it is that of validation.</param>
    string EmitLoss(GraphBuilder graph, ParameterNodes parameters, string vectors, bool isTraining);

    /// <summary>Binds what a batch is taught.</summary>
    /// <param name="graph">A graph with the loss.</param>
    /// <param name="queries">The batch.</param>
    /// <param name="key">Decides what is drawn for a step; null for validation.</param>
    void Bind(BoundGraph graph, ReadOnlySpan<int> queries, ulong? key);

    /// <summary>Adds all that it teaches to a digest.</summary>
    void AppendTo(IncrementalHash hash);
}
