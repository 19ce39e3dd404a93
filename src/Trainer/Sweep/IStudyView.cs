namespace Trainer.Sweep;

/// <summary>Somebody who looks on while a search runs.</summary>
internal interface IStudyView
{
    /// <summary>Runs a search and shows how it stands.</summary>
    /// <param name="terms">What is searched for.</param>
    /// <param name="search">The search, which is given who to report to.</param>
    T Follow<T>(StudyTerms terms, Func<Action<StudySnapshot>, T> search);
}
