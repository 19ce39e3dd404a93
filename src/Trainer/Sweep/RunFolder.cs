using Trainer.Export;
using Trainer.Reporting;
using Trainer.Sweep.Studies;

namespace Trainer.Sweep;

/// <summary>Where a run keeps its files.</summary>
internal sealed record RunFolder(string Path)
{
    public string Options => In("config.resolved.yaml");

    /// <summary>The trials, for people and other programs.</summary>
    public string Trials => In("trials.jsonl");

    /// <summary>States of long fits, while the run goes on.</summary>
    public string Checkpoints => In("checkpoints");

    /// <summary>The configuration that fits a search's best trial alone.</summary>
    public string Winner => In("winner.yaml");

    public string Bundle => In("bundle");

    public string Report(IReportWriter writer) => In(writer.FileName);

    /// <summary>The bundle of a finished run.</summary>
    /// <exception cref="UsageException">The folder is no run, or the run did not finish.</exception>
    public Bundle FinishedBundle() => Directory.Exists(Bundle)
        ? Export.Bundle.Read(Bundle)
        : throw new UsageException(File.Exists(In(SqliteFile.Name))
            ? $"the run in {Path} has not finished; repeat its 'trainer sweep' to go on where it stopped"
            : $"{Path} is not the folder of a run; give the 'output' of a sweep");

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
