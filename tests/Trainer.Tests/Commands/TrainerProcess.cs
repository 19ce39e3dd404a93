using System.Diagnostics;
using System.Globalization;

namespace Trainer.Tests.Commands;

/// <summary>Runs the built program as a process of its own.</summary>
internal static class TrainerProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Outcome Run(string workingFolder, params string[] args) => Finish(Start(workingFolder, [], args));

    public static Process Start(string workingFolder, Dictionary<string, string> environment, params string[] args)
    {
        var start = Info(workingFolder, args);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Starts it so that no file of it can grow beyond some KiB, and a write that would make it grow fails.</summary>
    public static Process StartLimited(string workingFolder, int kibibytes, params string[] args)
    {
        var start = Info(workingFolder, args);
        var command = string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" \"$@\"");
        string[] shell = ["-c", command, start.FileName, .. start.ArgumentList];
        start.ArgumentList.Clear();
        foreach (var argument in shell)
        {
            start.ArgumentList.Add(argument);
        }

        start.FileName = "bash";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // otherwise the runtime needs a large file to start at all
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; a process that hangs is killed, and the test fails.</summary>
    public static Outcome Finish(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                Assert.Fail($"The program did not end within {Patience}.");
            }

            return new Outcome(process.ExitCode, output.Result, error.Result);
        }
    }

    private static ProcessStartInfo Info(string workingFolder, string[] args)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        return new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "trainer.dll"), .. args])
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
