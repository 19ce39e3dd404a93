namespace Trainer.Learners.Trees;

/// <summary>What boosting is taught.</summary>
internal enum BoostingTarget
{
    /// <summary>Each model's quality; a pair's score is the difference of the two predictions.</summary>
    Quality,

    /// <summary>Which model is best (softmax over models); a pair's score is the difference of the two log-odds.</summary>
    BestModel,

    /// <summary>Of a pair, whether the strong model does better; for a pool as <see cref="Quality"/>.</summary>
    NeedsStrong,

    /// <summary>Of a pair, strong quality less weak quality, by squared error; for a pool as <see cref="Quality"/>.</summary>
    Gap,
}
