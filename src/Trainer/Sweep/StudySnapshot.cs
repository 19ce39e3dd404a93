namespace Trainer.Sweep;

/// <summary>How a search stands.</summary>
/// <param name="Finished">Finished trials, in order of their numbers.</param>
/// <param name="Running">Trials under way in this process, with the share of their work that is done.</param>
/// <param name="Latest">The trial that has just ended; null at the beginning, and where none has ended but work was done.</param>
/// <param name="Trials">Trials at most.</param>
/// <param name="Fresh">Trials that ended since the search began, rather than before.</param>
internal sealed record StudySnapshot(
    IReadOnlyList<Trial> Finished, IReadOnlyList<(TrialSpec Spec, double Share)> Running, Trial? Latest, int Trials, int Fresh);
