using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Trainer.Sweep.Studies;

namespace Trainer.Tests.Sweep.Studies;

[TestClass]
public sealed class StudyExportTests
{
    [TestMethod]
    public void Csv_IsReadBackByAnotherReader()
    {
        var text = Encoding.UTF8.GetString(StudyExport.Csv(Trials.AllKinds));
        Assert.DoesNotContain('\r', text);
        string[] names = text.Split('\n')[0].Split(',');
        using var csv = CsvReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)), new CsvReaderOptions { HasHeader = true });
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
        {
            Assert.AreEqual(names.Length, csv.FieldCount);
            rows.Add(names.Select((name, i) => (name, Value: csv.GetString(i))).ToDictionary(field => field.name, field => field.Value));
        }

        CollectionAssert.AreEqual(new[] { "0", "1", "2", "7" }, rows.Select(row => row["number"]).ToArray());
        CollectionAssert.AreEqual(new[] { "completed", "stopped", "failed", "completed" }, rows.Select(row => row["state"]).ToArray());
        Assert.AreEqual("0.30000000000000004", rows[0]["objective"]);
        Assert.AreEqual("0.30000000000000004;0.7", rows[0]["foldObjectives"]);
        Assert.AreEqual("0.30000000000000004;", rows[0]["values"]);
        Assert.AreEqual("logistic", rows[0]["learner"]);
        Assert.AreEqual(1 / 3.0, JsonDocument.Parse(rows[0]["settings"]).RootElement.GetProperty("c").GetDouble());
        Assert.AreEqual("", rows[2]["objective"]);
        Assert.AreEqual("it \"did not\"\nfit 你好, 🙂", rows[2]["reason"]);
        Assert.AreEqual("5E-324", rows[3]["objective"]);
        Assert.AreEqual("0.25", rows[1]["share"]);
    }

    [TestMethod]
    public void Csv_InAnotherCulture_IsTheSame()
    {
        var expected = StudyExport.Csv(Trials.AllKinds);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            CollectionAssert.AreEqual(expected, StudyExport.Csv(Trials.AllKinds));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    public void Json_IsTheWholeStudy()
    {
        var bytes = StudyExport.Json("n", "k", Trials.AllKinds);
        var json = JsonDocument.Parse(bytes).RootElement;
        Assert.AreEqual(1, json.GetProperty("schemaVersion").GetInt32());
        Assert.AreEqual("n", json.GetProperty("name").GetString());
        Assert.AreEqual("k", json.GetProperty("key").GetString());
        var trials = json.GetProperty("trials").Deserialize<Trainer.Sweep.Trial[]>(Trainer.Export.BundleJson.Line)!;
        Trials.AssertSame([.. Trials.AllKinds.OrderBy(trial => trial.Spec.Number)], trials);
    }
}
