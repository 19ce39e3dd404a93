using CommandLine;
using CommandLine.Text;
using Trainer.Configuration;
using Trainer.Learners;
using Trainer.Sweep;

namespace Trainer.Commands;

[Verb("train", HelpText = "Fit one learner without a search; test and export it like a sweep's winner.")]
internal sealed class TrainVerb : ConfiguredVerb
{
    [Option("router", HelpText = "The learner; its settings come from 'learner' of the configuration, or are its defaults.")]
    public string? Router { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
        [new("Fit a logistic regression", new TrainVerb { Config = "configs/quickstart.yaml", Router = "logistic" })];

    public override int Run(Session session)
    {
        var options = ReadOptions();
        var learner = Learner(options);
        var spec = new TrialSpec(0, learner.UsesFeatures ? options.Features : "", learner);
        var report = new SweepRun(options, session.Progress(this), session.Clock, session.Interruption).Train(spec);
        session.Print(this, report, console => RunSummary.Write(console, report, new RunFolder(options.Output)));
        return ExitCode.Done;
    }

    private ILearner Learner(TrainerOptions options)
    {
        if (Router is null)
        {
            return options.Learner ?? throw new UsageException(
                $"train needs a learner: --router NAME, or 'learner' in {Config}; 'trainer list-routers' lists them");
        }

        var family = LearnerFamily.Find(Router) ?? throw new UsageException(
            $"there is no learner '{Router}'; {NearestName.Hint(Router, LearnerFamily.All.Select(known => known.Name))}");
        return options.Learner is { } configured && TrialReports.Describe(configured).Name == Router ? configured : family.Default;
    }
}
