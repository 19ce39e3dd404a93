namespace Trainer.Evaluation.Conventions;

/// <summary>The tutorial's call-performance thresholds, as fractions of calls; NaN where strong is no better than weak.</summary>
internal sealed record WandbResult(double Cpt50, double Cpt80);
