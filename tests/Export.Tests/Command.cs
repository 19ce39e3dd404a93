using System.ComponentModel;
using System.Diagnostics;

namespace Trainer.Export.Tests;

/// <summary>Runs a program of the machine; a test that needs one that is absent is inconclusive.</summary>
internal static class Command
{
    /// <summary>What the program wrote to its standard output; it must end well.</summary>
    public static string Output(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
            return output;
        }
        catch (Win32Exception)
        {
            Assert.Inconclusive($"'{program}' is not installed; this test needs it.");
            throw;
        }
    }
}
