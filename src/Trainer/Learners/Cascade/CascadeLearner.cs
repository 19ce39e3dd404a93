using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Learners.External;
using Trainer.Learners.Settings;

namespace Trainer.Learners.Cascade;

/// <summary>
/// FrugalGPT (Chen et al. 2023, arXiv 2305.05176): models answer one after another, each answer is scored, and the first whose score reaches
/// its place's threshold stands; the last model's stands anyway. The thresholds maximise the mean utility of the answers that stand. The
/// order is that of the models, costs are those of all calls up to a place, and a model's score is the external score of its name.
/// </summary>
/// <param name="CostWeight">
/// What the cost weighs in the utility, where 1 makes the whole chain's mean cost worth as much as "wrong to right"; null for that of the
/// supervision weights.
/// </param>
internal sealed record CascadeLearner(double? CostWeight = 0.2) : ILearner
{
    public const string Name = "cascade";

    public static LearnerFamily Family { get; } = new(
        Name,
        "A cascade of any length: answers are scored one after another, and the first that reaches its threshold stands (FrugalGPT).",
        "'data.cascade', and a feature set 'scores' with a score named like each model of the chain but the last.",
        new CascadeLearner())
    {
        Space = [Setting.Log("costWeight", 0.01, 1, digits: 2)],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    [JsonIgnore]
    public bool IsPolicy => true;

    public double Operations(TrainingShape shape) =>
        (double)shape.Queries * shape.Models * shape.Models * (shape.Models + Math.Log2(shape.Queries + 1.0));

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        if (!data.IsCascade)
        {
            throw new UsageException(
                $"the {Name} learner asks {string.Join(", ", data.Models)} one after another, and their costs are those of one call each; " +
                "say with 'data.cascade' what a verification costs and, if it is not by rising cost, in which order they are asked");
        }

        if (CostWeight is not (null or (>= 0 and <= 1e6)))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"costWeight of the {Name} learner is {CostWeight}; allowed are 0 to 1000000, or null"));
        }

        var utility = (data with { Weights = data.Weights with { Cost = CostWeight ?? data.Weights.Cost } }).Utility;
        int[] rows = [.. Enumerable.Range(0, data.Count).Where(row => utility.All(column => !double.IsNaN(column[row])))];
        var columns = ScoreColumn.Find(data.Features, [.. data.Models.Take(data.Models.Count - 1)], Name);
        var search = new ThresholdSearch(
            Array.ConvertAll(utility, column => Array.ConvertAll(rows, row => column[row] * data.RowWeights[row])),
            Array.ConvertAll(columns, column => Array.ConvertAll(rows, row => data.Features.Dense.Row(row)[column])));
        return new FittedCascade(columns, search.Run(cancellation), data.IsPair);
    }
}
