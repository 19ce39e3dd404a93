using CommandLine;
using CommandLine.Text;
using Spectre.Console;
using Trainer.Features;
using Trainer.Features.Data;
using Trainer.Sweep.Studies;

namespace Trainer.Commands;

[Verb("studies", HelpText = "List the studies of sweeps, show one's trials, compare two, or export one. A sweep at work is not disturbed.")]
internal sealed class StudiesVerb : Verb
{
    [Value(
        0,
        MetaName = "LOCATION",
        Default = "artifacts",
        HelpText = "Folder of a run, folder of such, .db file or postgres://user@host:port/database.")]
    public string Location { get; set; } = "artifacts";

    [Option("show", SetName = "show", HelpText = "Name of a study whose trials to print, best first.")]
    public string? Show { get; set; }

    [Option("compare", SetName = "compare", Min = 2, Max = 2, HelpText = "Two studies to set beside each other: names, or locations with " +
        "one study each.")]
    public IEnumerable<string> Compare { get; set; } = [];

    [Option("export", HelpText = "Write a study to a file: 'json' for all of it, 'csv' for one line per trial. Of several studies --show " +
        "names the one.")]
    public string? Export { get; set; }

    [Option("output", HelpText = "The file to export to.")]
    public string? Output { get; set; }

    [Usage(ApplicationAlias = "trainer")]
    public static IEnumerable<Example> Examples =>
    [
        new("List the studies of all runs", new StudiesVerb { Location = "artifacts" }),
        new("Show the trials of one", new StudiesVerb { Location = "artifacts", Show = "quickstart" }),
        new("Export one for a spreadsheet", new StudiesVerb { Location = "artifacts/quickstart", Export = "csv", Output = "trials.csv" }),
    ];

    public override int Run(Session session)
    {
        if (Export is not (null or "json" or "csv"))
        {
            throw new UsageException($"--export is '{Export}'; allowed are json and csv");
        }

        if ((Export is null) != (Output is null) || (Export is not null && Compare.Any()))
        {
            throw new UsageException("--export and --output belong together, and --compare exports nothing");
        }

        return Export is not null ? Write(session, One(Show, session))
            : Show is not null ? Print(session, One(Show, session))
            : Compare.ToArray() is [var first, var second] ? Print(session, One(first, session), One(second, session))
            : List(session);
    }

    // A damaged study must not hide the others.
    private int List(Session session)
    {
        var entries = new List<StudyEntry>();
        foreach (var database in StudyStores.Find(Location))
        {
            try
            {
                entries.AddRange(StudyStores.Read(database, session.Clock).Select(StudyEntry.Of));
            }
            catch (DataFormatException e)
            {
                entries.Add(StudyEntry.Damaged(StudyStores.Shown(database), e.Message));
            }
        }

        session.Print(this, new { studies = entries }, console => StudyViews.WriteList(console, StudyStores.Shown(Location), entries));
        return entries.Exists(entry => entry.Fault is not null) ? ExitCode.InvalidInput : ExitCode.Done;
    }

    private int Print(Session session, StoredStudy study)
    {
        var entry = StudyEntry.Of(study);
        var trials = study.BestFirst.Select(trial => StudyTrial.Of(trial, study.Timings)).ToArray();
        session.Print(this, new { study = entry, study.Configuration, trials }, console => StudyViews.Write(console, entry, trials));
        return ExitCode.Done;
    }

    private int Print(Session session, StoredStudy first, StoredStudy second)
    {
        var comparison = StudyComparison.Of(first, second);
        var (one, other) = (StudyEntry.Of(first), StudyEntry.Of(second));
        session.Print(
            this, new { first = one, second = other, comparison }, console => StudyViews.Write(console, one, other, comparison));
        return ExitCode.Done;
    }

    private int Write(Session session, StoredStudy study)
    {
        var content = Export == "csv" ? StudyExport.Csv(study.Trials) : StudyExport.Json(study.Name, study.Key, study.Trials);
        FileReplacement.Write(Output!, content);
        session.Print(this, new { study = StudyEntry.Of(study), export = Export, output = Output }, console =>
            console.MarkupLineInterpolated($"[green]exported[/] {study.Trials.Count} trials of {study.Name} to {Output}"));
        return ExitCode.Done;
    }

    // The study of a name at the location, or the only one of a location; without a name the only one.
    private StoredStudy One(string? name, Session session)
    {
        var isElsewhere = name is not null &&
            (PostgresLocation.IsUrl(name) || (name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) && Path.Exists(name)));
        var location = isElsewhere ? name! : Location;
        StoredStudy[] studies = [.. StudyStores.Find(location).SelectMany(database => StudyStores.Read(database, session.Clock))];
        var named = isElsewhere || name is null ? studies : Array.FindAll(studies, study => study.Name == name || IsPrefix(name, study));
        var shown = StudyStores.Shown(location);
        return named switch
        {
            [var only] => only,
            [] when studies.Length == 0 => throw new UsageException($"there is no study in {shown}; 'trainer sweep' makes one"),
            [] => throw new UsageException($"there is no study '{name}' in {shown}; there are {Studies(studies)}"),
            _ => throw new UsageException(
                $"more than one study in {shown} is meant: {Studies(named)}; say which with --show NAME@KEY, or give the LOCATION of one"),
        };
    }

    private static bool IsPrefix(string name, StoredStudy study) =>
        name.StartsWith($"{study.Name}@", StringComparison.Ordinal) &&
        study.Key.StartsWith(name[(study.Name.Length + 1)..], StringComparison.Ordinal);

    private static string Studies(StoredStudy[] studies) => string.Join(
        ", ", studies.Select(study => $"{study.Name}@{StudyEntry.Short(study.Key)} ({study.Location})").Order(StringComparer.Ordinal));
}
