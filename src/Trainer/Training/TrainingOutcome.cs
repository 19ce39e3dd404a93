namespace Trainer.Training;

/// <summary>What became of a training.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Epochs">Epochs that were finished.</param>
/// <param name="Steps">Steps that were made.</param>
/// <param name="BestScore">
/// The validation score of the parameters that were kept, or without validation the lowest mean loss of an epoch.
/// </param>
internal sealed record TrainingOutcome(TrainingEnd End, int Epochs, long Steps, double BestScore);
