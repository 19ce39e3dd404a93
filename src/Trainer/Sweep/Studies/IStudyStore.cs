using Trainer.Features.Data;

namespace Trainer.Sweep.Studies;

/// <summary>
/// Where a study's trials are kept: durable, append-only, a checksum per record. Several workers, in one process or in many, may share it;
/// safe to use from several threads. Every member may throw a <see cref="DataFormatException"/> whose sentence says why the store cannot be
/// used and what to do.
/// </summary>
internal interface IStudyStore : IDisposable
{
    /// <summary>Finished trials whose numbers are at least <paramref name="from"/>, in order of their numbers.</summary>
    /// <param name="from">The first number that is asked for.</param>
    /// <exception cref="DataFormatException">A record does not match its checksum, or is of a newer version.</exception>
    IReadOnlyList<Trial> Finished(int from = 0);

    /// <summary>Raw out-of-fold scores of a finished trial, row by row, NaN where none were made; null for a trial without.</summary>
    /// <param name="number">The trial's number.</param>
    /// <exception cref="DataFormatException">They do not match their checksum.</exception>
    float[]? Scores(int number);

    /// <summary>
    /// Takes a trial for the calling thread alone: false if it is finished, if this store holds it already, or if another worker has it
    /// whose last sign of life is recent. As long as it is held, signs of life are given in the background.
    /// </summary>
    /// <param name="number">The trial's number, at least 0.</param>
    bool TryClaim(int number);

    /// <summary>
    /// Writes a finished trial, at once and for good, and gives up the claim to it. The time since the claim is noted apart from the trial.
    /// </summary>
    /// <param name="trial">What became of it.</param>
    /// <param name="scores">Raw out-of-fold scores, or null.</param>
    /// <returns>False if another worker had finished it before; its record stands then, and is the same.</returns>
    bool Finish(Trial trial, float[]? scores);

    /// <summary>Gives up a claim without a result, so that the trial may be taken again. Disposing gives up all that are left.</summary>
    /// <param name="number">The trial's number.</param>
    void Release(int number);

    /// <summary>How many trials the study has, once that is decided: workers then start none beyond; null while it is open.</summary>
    int? Closed { get; }

    /// <summary>Decides how many trials the study has; the latest decision stands.</summary>
    /// <param name="trials">The number of trials, or null to leave it open.</param>
    void Close(int? trials);
}
