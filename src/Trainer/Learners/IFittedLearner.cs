using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners;

/// <summary>
/// An immutable fitted learner. Its raw scores are on a scale of its own, and only have to rise with what they stand for: for a pair the
/// strong model's advantage, for a pool each model's quality. A calibrator gives them a meaning.
/// </summary>
internal interface IFittedLearner
{
    /// <summary>Raw scores of every query, row by row, <see cref="TrainingSet.ScoresPerQuery"/> each.</summary>
    float[] Score(SparseMatrix features, IReadOnlyList<string> texts);

    /// <summary>
    /// Writes itself as nodes and returns its raw scores, float [N, scores per query].
    /// <paramref name="features"/> is float [N, columns] with at least one column; <paramref name="text"/> is string [N].
    /// </summary>
    string Emit(GraphBuilder graph, string features, string text);
}
