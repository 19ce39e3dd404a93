using System.Text.Json;

namespace Trainer.Tests.Commands;

/// <summary>What an invocation left on its two streams, and its exit code.</summary>
internal sealed record Outcome(int ExitCode, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public Outcome Succeeded()
    {
        Assert.AreEqual(0, ExitCode, Error);
        return this;
    }

    /// <summary>One sentence on standard error that contains the given parts, nothing on standard output, and the exit code.</summary>
    public void Failed(int exitCode, params string[] parts)
    {
        Assert.AreEqual(exitCode, ExitCode, Error);
        Assert.AreEqual("", Out);
        StringAssert.StartsWith(Error, "trainer: ");
        Assert.AreEqual(Error.Length - 1, Error.IndexOf('\n', StringComparison.Ordinal), $"one line, but was: {Error}");
        foreach (var part in parts)
        {
            StringAssert.Contains(Error, part);
        }
    }
}
