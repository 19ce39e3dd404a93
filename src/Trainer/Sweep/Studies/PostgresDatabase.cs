using System.Data;
using System.Globalization;
using Npgsql;
using Trainer.Features.Data;

namespace Trainer.Sweep.Studies;

/// <summary>The tables of studies in a PostgreSQL database, and what its faults mean.</summary>
internal static class PostgresDatabase
{
    /// <summary>The tables stand in a schema of their own.</summary>
    public const string Schema = "trainer";

    /// <summary>SQL for the present in milliseconds; the server's, so that the clocks of the workers' machines may differ.</summary>
    public const string Now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    private const int Version = 1;

    // Any number that others do not lock by; this one is the bytes of "TRNR".
    private const int AdvisoryLock = 0x54524E52;

    private const string Tables =
        """
        CREATE SCHEMA trainer;
        CREATE TABLE trainer.version (version integer NOT NULL);
        CREATE TABLE trainer.studies (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, key text NOT NULL, created_by text NOT NULL,
            configuration text NOT NULL, UNIQUE (name, key));
        CREATE TABLE trainer.trials (
            study integer NOT NULL REFERENCES trainer.studies, number integer NOT NULL CHECK (number >= 0),
            record text NOT NULL, checksum bytea NOT NULL, PRIMARY KEY (study, number));
        CREATE TABLE trainer.scores (
            study integer NOT NULL, number integer NOT NULL, scores bytea NOT NULL, checksum bytea NOT NULL,
            PRIMARY KEY (study, number), FOREIGN KEY (study, number) REFERENCES trainer.trials);
        CREATE TABLE trainer.claims (
            study integer NOT NULL REFERENCES trainer.studies, number integer NOT NULL, worker text NOT NULL, beat bigint NOT NULL,
            PRIMARY KEY (study, number));
        CREATE TABLE trainer.closed (study integer PRIMARY KEY REFERENCES trainer.studies, trials integer NOT NULL);
        CREATE TABLE trainer.timings (
            study integer NOT NULL, number integer NOT NULL, worker text NOT NULL, seconds double precision NOT NULL,
            PRIMARY KEY (study, number));
        CREATE FUNCTION trainer.refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'what is in % is never changed or deleted', TG_TABLE_NAME; END $$;
        CREATE TRIGGER stay BEFORE UPDATE OR DELETE OR TRUNCATE ON trainer.studies EXECUTE FUNCTION trainer.refuse();
        CREATE TRIGGER stay BEFORE UPDATE OR DELETE OR TRUNCATE ON trainer.trials EXECUTE FUNCTION trainer.refuse();
        CREATE TRIGGER stay BEFORE UPDATE OR DELETE OR TRUNCATE ON trainer.scores EXECUTE FUNCTION trainer.refuse();
        """;

    /// <summary>Makes the tables if this is their first use, and the study if it is not there; returns the study's id.</summary>
    public static int Prepare(NpgsqlConnection connection, string shown, string name, string key, string configurationYaml)
    {
        if (!HasTables(connection))
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute("SELECT pg_advisory_xact_lock(@lock)", ("lock", (long)AdvisoryLock));
            if (!HasTables(connection))
            {
                connection.Execute(Tables);
                connection.Execute("INSERT INTO trainer.version (version) VALUES (@version)", ("version", Version));
            }

            transaction.Commit();
        }

        RequireVersion(connection, shown);
        (string, object)[] study =
            [("name", name), ("key", key), ("by", BundleAssembly.Version), ("configuration", configurationYaml)];
        connection.Execute(
            """
            INSERT INTO studies (name, key, created_by, configuration) VALUES (@name, @key, @by, @configuration)
            ON CONFLICT (name, key) DO NOTHING
            """,
            study);
        return (int)connection.Scalar("SELECT id FROM studies WHERE name = @name AND key = @key", study[..2])!;
    }

    /// <summary>All studies of a database at one moment; none if there are no tables.</summary>
    public static IReadOnlyList<StoredStudy> Read(PostgresLocation location) => Guarded(location, () =>
    {
        using var connection = new NpgsqlConnection(location.ConnectionString);
        connection.Open();
        using var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        connection.Execute("SET TRANSACTION READ ONLY");
        if (!HasTables(connection))
        {
            return [];
        }

        RequireVersion(connection, location.Shown);
        return SqlStudyRows.Studies(connection, location.Shown, Now);
    });

    /// <summary>Does something whose faults become sentences.</summary>
    public static T Guarded<T>(PostgresLocation location, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (NpgsqlException e)
        {
            throw Fault(location, e);
        }
    }

    /// <summary>A lasting fault as a sentence.</summary>
    public static DataFormatException Fault(PostgresLocation location, NpgsqlException e) => new(
        location.Shown,
        0,
        null,
        e switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                "the server has no such database; make it with createdb",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } p =>
                $"the user may not do this ({p.MessageText}); grant it the right to create a schema, or all rights on the schema {Schema}",
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } p =>
                $"the server refuses the user ({p.MessageText}); give the password in the variable PGPASSWORD or in a file that " +
                "PGPASSFILE names",
            PostgresException p => $"the server refuses what is asked of it ({p.MessageText}, {p.SqlState})",
            _ => $"the server cannot be reached ({(e.InnerException ?? e).Message.TrimEnd('.')}); see whether it runs and the address is " +
                "right, then give the same command again: finished trials are kept",
        },
        e);

    private static bool HasTables(NpgsqlConnection connection) => (bool)connection.Scalar(
        "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = @schema AND tablename = 'version')", ("schema", Schema))!;

    private static void RequireVersion(NpgsqlConnection connection, string shown)
    {
        var version = Convert.ToInt32(connection.Scalar("SELECT max(version) FROM version"), CultureInfo.InvariantCulture);
        if (version != Version)
        {
            throw new DataFormatException(
                shown,
                0,
                null,
                FormattableString.Invariant($"its tables are of form {version} and this version knows form {Version}; ") +
                "use the version that made them");
        }
    }
}
