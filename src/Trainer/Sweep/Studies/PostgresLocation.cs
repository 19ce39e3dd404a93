using Npgsql;

namespace Trainer.Sweep.Studies;

/// <summary>A database that a URL names: <c>postgres://user@host:port/database</c>, with <c>?sslmode=require</c> if wanted.</summary>
/// <param name="ConnectionString">For the driver. It may hold a password, and is never shown.</param>
/// <param name="Shown">The URL without a password.</param>
internal sealed record PostgresLocation(string ConnectionString, string Shown)
{
    private const int DefaultPort = 5432;
    private const string Form = "postgres://user@host:port/database, with ?sslmode=require behind it for encryption";

    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.Ordinal)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    /// <summary>Whether a location is a URL of a database rather than a path.</summary>
    public static bool IsUrl(string location) => Schemes.Any(scheme => location.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a URL. A password is better not in it but in the variable PGPASSWORD or in the file that PGPASSFILE names.</summary>
    /// <exception cref="UsageException">It is of another form; the message does not repeat it, for it may hold a password.</exception>
    public static PostgresLocation Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.AbsolutePath.Length < 2 ||
            uri.AbsolutePath.IndexOf('/', 1) > 0 || uri.Fragment.Length > 0)
        {
            throw new UsageException($"the database's address is not of the form {Form}");
        }

        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Trim('[', ']'),
            Port = uri.IsDefaultPort || uri.Port < 0 ? DefaultPort : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            SslMode = Mode(uri.Query),
            SearchPath = PostgresDatabase.Schema,
            ApplicationName = "trainer",
            Pooling = false,
            Timeout = 10,
            CommandTimeout = 60,
            TcpKeepAlive = true,

            // Kerberos is not supported; asking for it makes its absence print on standard error.
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        var shown = FormattableString.Invariant($"{uri.Host}:{builder.Port}/{builder.Database}");
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
            shown = $"{builder.Username}@{shown}";
        }

        if (user.Length > 1)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        return new PostgresLocation(builder.ConnectionString, Schemes[0] + shown);
    }

    /// <summary>Not the connection string, which a record would print.</summary>
    public override string ToString() => Shown;

    private static SslMode Mode(string query)
    {
        const string Key = "?sslmode=";
        return query.Length == 0 ? SslMode.Prefer
            : query.StartsWith(Key, StringComparison.Ordinal) && SslModes.TryGetValue(query[Key.Length..], out var mode) ? mode
            : throw new UsageException(
                "what stands behind the ? of the database's address is unknown; allowed is sslmode with one of " +
                string.Join(", ", SslModes.Keys));
    }
}
