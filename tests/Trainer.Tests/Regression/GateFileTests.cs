using System.Text.Json;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Regression;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Regression;

[TestClass]
public sealed class GateFileTests
{
    [TestMethod]
    public void Read_ShippedGate_NamesEveryKeyWithItsDefault()
    {
        var path = Repository.File("configs/gate.yaml");
        Assert.AreEqual(JsonSerializer.Serialize(new RegressionOptions(), BundleJson.Line), JsonSerializer.Serialize(GateFile.Read(path), BundleJson.Line));
        var text = File.ReadAllText(path);
        var keys = new[] { typeof(RegressionOptions), typeof(MetricGates), typeof(MetricGate), typeof(SliceOptions) }
            .SelectMany(type => type.GetProperties())
            .Select(property => YamlBinder.CamelCase(property.Name));
        foreach (var key in keys)
        {
            StringAssert.Contains(text, $"{key}:");
        }
    }

    [TestMethod]
    public void Read_EverySetting_IsTaken()
    {
        using var folder = new TempFolder();
        var options = GateFile.Read(folder.Write(
            "gate.yaml",
            """
            metrics:
              quality: { require: better, margin: 0.02, sliceMargin: 0.1 }
              cost:
              p95Latency: { margin: 0.2, unit: share }
            slices: { by: [domain, script], lengths: [50], minimumQueries: 30 }
            goldenChanges: 3
            """));
        Assert.AreEqual(Requirement.Better, options.Metrics.Quality!.Require);
        Assert.IsNull(options.Metrics.Cost);
        Assert.AreEqual(MarginUnit.Share, options.Metrics.P95Latency!.Unit);
        CollectionAssert.AreEqual(new[] { SliceKey.Domain, SliceKey.Script }, options.Slices.By.ToArray());
        Assert.AreEqual(3, options.GoldenChanges);
    }

    [TestMethod]
    [DataRow("metrics: { qualty: { margin: 1 } }", "unknown key 'metrics.qualty'; did you mean 'quality'?")]
    [DataRow("metrics: { quality: { margin: -0.1 } }", "the margin of quality is -0.1, in slices ; a margin is at least 0")]
    [DataRow("metrics: { quality: { require: worse } }", "allowed is notWorse or better")]
    [DataRow("metrics: { quality: { sliceMargin: 0.1 } }", "quality has a sliceMargin and no slices are declared")]
    [DataRow("slices: { by: [domain] }", "slices are declared and no metric has a sliceMargin")]
    [DataRow("slices: { by: [language] }", "allowed is domain or group or length or script")]
    [DataRow("slices: { lengths: [5, 5] }", "slices.lengths is 5, 5; lengths must rise")]
    [DataRow("slices: { minimumQueries: 1 }", "minimumQueries is 1; it must be at least 2")]
    [DataRow("goldenChanges: -1", "goldenChanges is -1")]
    [DataRow("dataHash: abc", "dataHash is 'abc'; it must be the 64 hexadecimal digits")]
    [DataRow("resamples: 1", "resamples and curveResamples must lie in [100, 1000000]")]
    [DataRow("qualityMargin: 0.01", "unknown key 'qualityMargin'")]
    public void Read_Nonsense_IsOneSentence(string yaml, string expected)
    {
        using var folder = new TempFolder();
        var fault = Assert.ThrowsExactly<UsageException>(() => GateFile.Read(folder.Write("gate.yaml", yaml)));
        StringAssert.Contains(fault.Message, expected);
        StringAssert.Contains(fault.Message, "gate.yaml");
    }
}
