using System.Globalization;
using Trainer.Learners;

namespace Trainer.Sweep;

/// <summary>
/// What a learner whose fits take minutes is given besides data: files for its state, and somebody who says how long it will take. The clock
/// is for people; nothing depends on it.
/// </summary>
/// <param name="folder">Where states are kept until the run has ended.</param>
/// <param name="folds">Fits of cross-validation, each on all but one fold; one on all queries follows.</param>
/// <param name="progress">Where it is said.</param>
/// <param name="clock">The clock.</param>
internal sealed class LongFits(string folder, int folds, Progress progress, TimeProvider clock)
{
    private const int StepsToMeasure = 10;

    private bool _hasEstimated;

    /// <summary>Training data with what it takes to fit a part.</summary>
    /// <param name="data">The data.</param>
    /// <param name="fold">Number of the fold that is left out, from 1, or 0 for none.</param>
    public TrainingSet Equip(TrainingSet data, int fold)
    {
        var name = fold > 0 ? Text($"fold {fold} of {folds}") : "all training queries";
        var started = clock.GetTimestamp();
        Directory.CreateDirectory(folder);
        return data with
        {
            Checkpoint = Path.Combine(folder, fold > 0 ? Text($"fold-{fold}.checkpoint") : "all.checkpoint"),
            Progress = report =>
            {
                if (report.Step == 0)
                {
                    progress.Step(Text($"{name}: {report.Work}"));
                    started = clock.GetTimestamp();
                    return;
                }

                var seconds = clock.GetElapsedTime(started).TotalSeconds / report.Share;
                if (report.Step == Math.Min(StepsToMeasure, report.Steps) && !_hasEstimated)
                {
                    _hasEstimated = true;
                    var all = fold > 0 ? seconds * (folds + ((double)folds / (folds - 1))) : seconds;
                    progress.Step(Text($"by the first {report.Step} steps this fit takes {seconds:0} s, all fits together {all:0} s"));
                }

                progress.Count((int)report.Step, (int)report.Steps, Text($"steps, {name}; {seconds * (1 - report.Share):0} s left"));
            },
        };
    }

    /// <summary>Removes the states, which are of no use when the run has ended.</summary>
    public void Forget()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
