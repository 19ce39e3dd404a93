using Trainer.Features.Data;

namespace Trainer.Sweep.Studies;

/// <summary>From a location, which is a path or a database's address, to studies.</summary>
internal static class StudyStores
{
    private const string Ending = ".db";

    /// <summary>Opens or begins a study.</summary>
    /// <param name="location">The folder of a run, a file ending in <c>.db</c>, or <c>postgres://user@host:port/database</c>.</param>
    /// <param name="name">The study's name.</param>
    /// <param name="key">Digest of everything that decides what a trial gives.</param>
    /// <param name="configurationYaml">The resolved configuration.</param>
    /// <param name="clock">The machine's clock.</param>
    /// <param name="heartbeat">Of claims.</param>
    /// <exception cref="UsageException">The location has another form, or is in use for another study.</exception>
    /// <exception cref="DataFormatException">What is there cannot be used.</exception>
    public static IStudyStore Open(
        string location, string name, string key, string configurationYaml, TimeProvider clock, Heartbeat? heartbeat = null) =>
        PostgresLocation.IsUrl(location)
            ? PostgresStudyStore.Open(location, name, key, configurationYaml, clock, heartbeat)
            : SqliteStudyStore.Open(FileAt(location), name, key, configurationYaml, clock, heartbeat);

    /// <summary>Whether somebody has begun a study; nothing is made or changed.</summary>
    /// <param name="location">As for <see cref="Open"/>.</param>
    /// <param name="name">The study's name.</param>
    /// <param name="key">Its key.</param>
    /// <param name="clock">The machine's clock.</param>
    /// <exception cref="UsageException">The location has another form.</exception>
    /// <exception cref="DataFormatException">What is there cannot be read.</exception>
    public static bool HasBegun(string location, string name, string key, TimeProvider clock) =>
        PostgresLocation.IsUrl(location)
            ? PostgresStudyStore.Read(location).Any(study => study.Name == name && study.Key == key)
            : File.Exists(FileAt(location)) && SqliteStudyStore.Read(FileAt(location), clock).Any(study => study.Key == key);

    /// <summary>The location as it may be shown and written: without a password.</summary>
    public static string Shown(string location) => PostgresLocation.IsUrl(location) ? PostgresLocation.Parse(location).Shown : location;

    /// <summary>The databases at a location: itself, that of a run's folder, or those of the folders in it, by name.</summary>
    /// <exception cref="UsageException">There is nothing at the location.</exception>
    public static IReadOnlyList<string> Find(string location)
    {
        if (PostgresLocation.IsUrl(location) || File.Exists(location))
        {
            return [location];
        }

        if (!Directory.Exists(location))
        {
            throw new UsageException(
                $"there is no study in {location}, for it does not exist; give the 'output' of a sweep, a folder of such, a .db file " +
                "or a database's address");
        }

        var own = Path.Combine(location, SqliteFile.Name);
        return File.Exists(own) ? [own] :
        [
            .. Directory.GetDirectories(location).Order(StringComparer.Ordinal)
                .Select(run => Path.Combine(run, SqliteFile.Name))
                .Where(File.Exists),
        ];
    }

    /// <summary>The studies of one database, for reading only: nothing is locked and nothing is written.</summary>
    /// <param name="database">One of what <see cref="Find"/> gives.</param>
    /// <param name="clock">The machine's clock, to tell which workers live.</param>
    /// <exception cref="DataFormatException">It cannot be read.</exception>
    public static IReadOnlyList<StoredStudy> Read(string database, TimeProvider clock) =>
        PostgresLocation.IsUrl(database) ? PostgresStudyStore.Read(database) : SqliteStudyStore.Read(database, clock);

    private static string FileAt(string location) =>
        location.EndsWith(Ending, StringComparison.Ordinal) ? location : Path.Combine(location, SqliteFile.Name);
}
