namespace Trainer.Sweep.Stopping;

/// <summary>Every trial is finished.</summary>
internal sealed class NeverStop : IStoppingRule
{
    public IReadOnlyList<Stage> Stages(int folds) => [.. Enumerable.Range(0, folds).Select(fold => new Stage(fold, 1))];

    public string? Verdict(StageRecord trial, EarlierTrials earlier) => null;
}
