namespace Trainer.Learners.Baselines;

/// <summary>The model of the highest mean quality, for every query.</summary>
internal sealed record BestLearner : FixedModelLearner
{
    public const string Name = "best";

    public static LearnerFamily Family { get; } = new(
        Name,
        "The model of the highest mean quality, for every query.",
        "Any table; the policy that a router has to beat where cost does not count.",
        new BestLearner());

    protected override int Choose(TrainingSet data) =>
        Lowest(data, m => -Mean(data.Quality[m]), "no outcome of any model is known");
}
