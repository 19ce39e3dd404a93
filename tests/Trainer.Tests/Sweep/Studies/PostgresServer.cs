using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Trainer.Tests.Sweep.Studies;

/// <summary>Debian's PostgreSQL on a port of this machine alone, over a folder that lives as long as it.</summary>
internal sealed class PostgresServer : IDisposable
{
    public const string Password = "s3cr/t:word@é";
    private const string Programs = "/usr/lib/postgresql";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _programs;
    private readonly string _folder = Directory.CreateTempSubdirectory("trainer-postgres-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    private PostgresServer(string programs)
    {
        _programs = programs;
        var password = Path.Combine(_folder, "password");
        File.WriteAllText(password, Password + "\n");
        if (Environment.UserName == "root")
        {
            Run("chown", "-R", "postgres:postgres", _folder);
        }

        Finish(AsUser(
            Program("initdb"),
            "-D",
            Data,
            "-U",
            "trainer",
            "--auth=scram-sha-256",
            $"--pwfile={password}",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync"));
        Start();
        using var connection = Connect("postgres");
        using var command = new NpgsqlCommand("CREATE DATABASE studies", connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Address of a database, with the password.</summary>
    public string Url(string database = "studies") => string.Create(
        CultureInfo.InvariantCulture, $"postgres://trainer:{Uri.EscapeDataString(Password)}@127.0.0.1:{_port}/{database}");

    /// <summary>The address as it may be shown.</summary>
    public string Shown => string.Create(CultureInfo.InvariantCulture, $"postgres://trainer@127.0.0.1:{_port}/studies");

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A server that runs; inconclusive where the programs are absent.</summary>
    public static PostgresServer Run()
    {
        var programs = Directory.Exists(Programs)
            ? Directory.GetDirectories(Programs).Select(version => Path.Combine(version, "bin"))
                .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")))
            : null;
        if (programs is null)
        {
            Assert.Inconclusive($"{Programs} has no server; install PostgreSQL (Debian: postgresql) to test studies in a database.");
        }

        return new PostgresServer(programs!);
    }

    public NpgsqlConnection Connect(string database = "studies")
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = _port,
            Username = "trainer",
            Password = Password,
            Database = database,
            SearchPath = "trainer",
            Pooling = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    public void Start()
    {
        _process = AsUser(
            Program("postgres"),
            "-D",
            Data,
            "-h",
            "127.0.0.1",
            "-p",
            _port.ToString(CultureInfo.InvariantCulture),
            "-k",
            _folder,
            "-c",
            "fsync=off");
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        var said = new List<string?>();
        _process.ErrorDataReceived += (_, line) => said.Add(line.Data);
        _process.BeginErrorReadLine();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Connect("postgres").Dispose();
                return;
            }
            catch (NpgsqlException) when (!_process.HasExited && waited.Elapsed < Patience)
            {
                Thread.Sleep(50);
            }
            catch (NpgsqlException e)
            {
                throw new AssertFailedException($"The server did not start: {e.Message} {string.Join('\n', said)}");
            }
        }
    }

    /// <summary>Ends it at once, as after a failure of power.</summary>
    public void Stop()
    {
        if (_process is not null)
        {
            Run("kill", "-QUIT", _process.Id.ToString(CultureInfo.InvariantCulture));
            _process.WaitForExit(Patience);
            _process.Dispose();
            _process = null;
        }
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    // The server refuses to run as root.
    private static Process AsUser(string program, params string[] arguments) => Environment.UserName == "root"
        ? Begin("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
        : Begin(program, arguments);

    private static Process Begin(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    })!;

    private static void Run(string program, params string[] arguments) => Finish(Begin(program, arguments));

    private static void Finish(Process process)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, error.Result);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Program(string name) => Path.Combine(_programs, name);
}
