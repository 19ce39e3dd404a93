namespace Trainer.Learners.Supervision;

/// <summary>
/// What became of one query with two models, in four classes (RoRF). Ties are of two kinds: where both fail nothing is lost by taking
/// the cheap model and nothing gained by the dear one, but the query is hard; where both are fine it is easy.
/// </summary>
internal enum PairClass
{
    StrongBetter,
    BothFail,
    BothFine,
    WeakBetter,
}
