using System.Diagnostics;

namespace Trainer.Tests.Reporting;

/// <summary>A browser without a window, to see a page as its readers do.</summary>
internal static class Chromium
{
    private const string Program = "/usr/bin/chromium";

    /// <summary>The document after its scripts have run. Inconclusive where there is no browser.</summary>
    /// <param name="path">An HTML file; pages that it frames must lie beside it.</param>
    public static string DumpDom(string path)
    {
        if (!File.Exists(Program))
        {
            Assert.Inconclusive($"{Program} is absent; install Chromium to test reports in a browser.");
        }

        var profile = Directory.CreateTempSubdirectory("trainer-chromium");
        try
        {
            var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in new[]
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--allow-file-access-from-files", "--window-size=1280,4000",
                $"--user-data-dir={profile.FullName}", "--virtual-time-budget=4000", "--dump-dom", new Uri(path).AbsoluteUri,
            })
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var dom = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, errors.Result);
            return dom;
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }
}
