namespace Trainer.Learners.Supervision;

/// <summary>Two models compared on one query.</summary>
/// <param name="Query">Row of the training set.</param>
/// <param name="Better">The model that did better; of a tie the one with the lower index.</param>
/// <param name="Worse">The other one.</param>
/// <param name="IsTie">Whether both did equally well.</param>
/// <param name="Weight">How much it counts.</param>
internal readonly record struct Comparison(int Query, int Better, int Worse, bool IsTie, double Weight);
