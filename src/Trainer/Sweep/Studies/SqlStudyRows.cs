using System.Data.Common;
using System.Globalization;

namespace Trainer.Sweep.Studies;

/// <summary>Reading of the tables that all databases have in common.</summary>
internal static class SqlStudyRows
{
    /// <summary>Every study of a database; the caller sees to it that all statements see one moment.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="location">The database, as messages name it.</param>
    /// <param name="now">SQL for the present in milliseconds.</param>
    public static List<StoredStudy> Studies(DbConnection connection, string location, string now) =>
    [
        .. connection.Rows(
            "SELECT id, name, key, created_by, configuration FROM studies ORDER BY id",
            row => (Id: row.GetInt32(0), Name: row.GetString(1), Key: row.GetString(2), By: row.GetString(3), Yaml: row.GetString(4)))
            .Select(study => new StoredStudy(
                location,
                study.Name,
                study.Key,
                study.By,
                study.Yaml,
                Trials(connection, location, study.Id, study.Key, 0),
                Closed(connection, study.Id),
                Convert.ToInt32(
                    connection.Scalar(
                        $"SELECT count(*) FROM claims WHERE study = @study AND abs({now} - beat) <= @patience",
                        ("study", study.Id),
                        ("patience", (long)Heartbeat.Default.Patience.TotalMilliseconds)),
                    CultureInfo.InvariantCulture),
                connection.Rows(
                    "SELECT number, worker, seconds FROM timings WHERE study = @study",
                    row => (Number: row.GetInt32(0), Timing: new TrialTiming(row.GetString(1), row.GetDouble(2))),
                    ("study", study.Id)).ToDictionary(row => row.Number, row => row.Timing))),
    ];

    /// <summary>Finished trials from a number on.</summary>
    public static List<Trial> Trials(DbConnection connection, string location, int study, string key, int from) => connection.Rows(
        "SELECT number, record, checksum FROM trials WHERE study = @study AND number >= @from ORDER BY number",
        row => TrialRecord.Read(location, key, row.GetInt32(0), row.GetString(1), row.GetFieldValue<byte[]>(2)),
        ("study", study),
        ("from", from));

    /// <summary>The scores of a trial, or null.</summary>
    public static float[]? Scores(DbConnection connection, string location, int study, string key, int number) => connection.Rows(
        "SELECT scores, checksum FROM scores WHERE study = @study AND number = @number",
        row => TrialRecord.Scores(location, key, number, row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1)),
        ("study", study),
        ("number", number)).SingleOrDefault();

    /// <summary>How many trials a study has, if that is decided.</summary>
    public static int? Closed(DbConnection connection, int study) =>
        connection.Scalar("SELECT trials FROM closed WHERE study = @study", ("study", study)) is { } trials
            ? Convert.ToInt32(trials, CultureInfo.InvariantCulture)
            : null;
}
