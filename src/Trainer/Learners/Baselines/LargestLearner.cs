namespace Trainer.Learners.Baselines;

/// <summary>The model with the most parameters, by its name, for every query.</summary>
internal sealed record LargestLearner : FixedModelLearner
{
    public const string Name = "largest";

    public static LearnerFamily Family { get; } = new(
        Name,
        "The model with the most parameters, by its name, for every query.",
        "Models whose names tell their size, such as llama-3-8b; others are passed over.",
        new LargestLearner());

    protected override int Choose(TrainingSet data) =>
        Lowest(data, m => -ModelSize.Billions(data.Models[m]), "the largest model cannot be told, because no name tells a size such as 8b");
}
