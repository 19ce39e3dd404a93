namespace Trainer.Learners.Baselines;

/// <summary>The model of the lowest mean cost, for every query.</summary>
internal sealed record CheapestLearner : FixedModelLearner
{
    public const string Name = "cheapest";

    public static LearnerFamily Family { get; } = new(
        Name,
        "The model of the lowest mean cost, for every query.",
        "A table with costs.",
        new CheapestLearner());

    protected override int Choose(TrainingSet data) =>
        Lowest(data, m => Mean(data.CostUsd[m]), "the cheapest model cannot be told, because no cost is known of any");
}
