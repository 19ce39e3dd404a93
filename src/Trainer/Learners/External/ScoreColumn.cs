using Trainer.Features;
using Trainer.Onnx;

namespace Trainer.Learners.External;

/// <summary>Finds external scores among the dense features, and reads them here and in a graph.</summary>
internal static class ScoreColumn
{
    /// <summary>The dense column of the score of a name, or of the only one where no name is given.</summary>
    /// <exception cref="UsageException">There is none of that name, or it is not the only one.</exception>
    public static int Find(FeatureMatrix features, string? name, string learner)
    {
        var names = Require(features, learner);
        if (name is null)
        {
            return names.Count == 1 ? 0 : throw new UsageException(
                $"the {learner} learner has {names.Count} external scores to choose from ({string.Join(", ", names)}); name one with 'column'");
        }

        return IndexOf(names, name) is var column and >= 0 ? column : throw new UsageException(
            $"the {learner} learner has no external score '{name}'; its features have {string.Join(", ", names)}");
    }

    /// <summary>The dense column of the score of each model.</summary>
    /// <exception cref="UsageException">A model has none.</exception>
    public static int[] Find(FeatureMatrix features, IReadOnlyList<string> models, string learner)
    {
        var names = Require(features, learner);
        return [.. models.Select(model => IndexOf(names, model) is var column and >= 0 ? column : throw new UsageException(
            $"the {learner} learner has no external score '{model}'; it needs one of the name of each of {string.Join(", ", models)}, and the features have " +
            string.Join(", ", names)))];
    }

    /// <summary>Float [N, dense columns] to float [N, columns].</summary>
    public static string Emit(GraphBuilder graph, FeatureNodes features, int[] columns) => graph.Add(
        "Gather",
        [features.Dense!, graph.Constant("score_columns", Array.ConvertAll(columns, column => (long)column), columns.Length)],
        Attr.Int("axis", 1));

    private static IReadOnlyList<string> Require(FeatureMatrix features, string learner) => features.ScoreNames is { Count: > 0 } names
        ? names
        : throw new UsageException(
            $"the {learner} learner reads external scores, and its features have none; give it a feature set with 'scores' or 'scores:NAME'");

    private static int IndexOf(IReadOnlyList<string> names, string name) => names.ToList().IndexOf(name);
}
