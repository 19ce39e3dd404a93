namespace Trainer.Learners.Baselines;

/// <summary>The model with the fewest parameters, by its name, for every query.</summary>
internal sealed record SmallestLearner : FixedModelLearner
{
    public const string Name = "smallest";

    public static LearnerFamily Family { get; } = new(
        Name,
        "The model with the fewest parameters, by its name, for every query.",
        "Models whose names tell their size, such as llama-3-8b; others are passed over.",
        new SmallestLearner());

    protected override int Choose(TrainingSet data) =>
        Lowest(data, m => ModelSize.Billions(data.Models[m]), "the smallest model cannot be told, because no name tells a size such as 8b");
}
