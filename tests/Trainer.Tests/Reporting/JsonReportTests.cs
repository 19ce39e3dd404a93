using System.Text.Json;
using Trainer.Export;
using Trainer.Reporting;

namespace Trainer.Tests.Reporting;

[TestClass]
public sealed class JsonReportTests
{
    [TestMethod]
    public void Write_AnyRun_ReadsBackAsTheSame()
    {
        foreach (var (name, report) in SampleRuns.All)
        {
            var bytes = new JsonReport().Write(report);
            var read = JsonSerializer.Deserialize<RunReport>(bytes, BundleJson.Indented)!;
            CollectionAssert.AreEqual(bytes, new JsonReport().Write(read), name);
            Assert.AreEqual(report.Main.Quality, read.Main.Quality, name);
        }
    }

    [TestMethod]
    public void Write_AnyRun_HasNoDerivedFields()
    {
        using var json = JsonDocument.Parse(new JsonReport().Write(SampleRuns.Pair()));
        CollectionAssert.AreEquivalent(
            new[] {
                "schemaVersion", "name", "trainerVersion", "task", "data", "objective", "folds", "trials", "chosenTrial", "search",
                "calibrated", "calibration", "evaluation", "parity",
            },
            json.RootElement.EnumerateObject().Select(field => field.Name).ToArray());
    }
}
