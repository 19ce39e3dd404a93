using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Trainer.Calibration;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Text;
using Trainer.Learners;
using Trainer.Learners.Neighbours;
using Trainer.Reporting;
using YamlDotNet.Serialization;

namespace Trainer.Tests.Reporting;

[TestClass]
public sealed partial class ModelCardTests
{
    [TestMethod]
    public void Write_APair_HasMetadataThatHubsRead()
    {
        var report = SampleRuns.Pair();
        var metadata = Metadata(report);
        CollectionAssert.AreEquivalent(
            new object[] { "library_name", "pipeline_tag", "tags", "metrics", "model-index" }, metadata.Keys.ToArray());
        var result = (Dictionary<object, object>)((List<object>)Model(metadata)["results"])[0];
        var metrics = ((List<object>)result["metrics"]).Cast<Dictionary<object, object>>().ToDictionary(metric => (string)metric["type"]);
        Assert.AreEqual(report.Evaluation.Pair!.Apgr.Value, double.Parse((string)metrics["apgr"]["value"], CultureInfo.InvariantCulture));
        Assert.AreEqual($"APGR: {Numbers.Whole(report.Evaluation.Pair.Apgr, Numbers.Quality)}", metrics["apgr"]["name"]);
        CollectionAssert.AreEqual(metrics.Keys, (List<object>)metadata["metrics"]);
    }

    [TestMethod]
    public void Write_UndefinedMetrics_AreLeftOutOfTheMetadata() =>
        CollectionAssert.DoesNotContain((List<object>)Metadata(SampleRuns.PairWithoutGap())["metrics"], "apgr");

    [TestMethod]
    public void Write_HostileNames_SurviveInTheMetadata()
    {
        foreach (var name in new[] { HostileNames.Script, HostileNames.Markdown, "a: b\n---\n# \"c\" \\ 😀 \u0085 \u007f é" })
        {
            Assert.AreEqual(name, Model(Metadata(SampleRuns.Pool() with { Name = name }))["name"]);
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void JavaScript_OnABundle_DecidesAsTheLibrary(bool isPair)
    {
        var report = isPair ? SampleRuns.Pair() : SampleRuns.Pool();
        var card = new ModelCard().Write(report);
        var folder = Directory.CreateTempSubdirectory("trainer-card");
        try
        {
            var bundle = Path.Combine(folder.FullName, "bundle");
            BundleWriter.Write(Contents(report, card), bundle);
            using var router = Router.Load(bundle);
            var expected = router.Route("What is the capital of France?").Model;

            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "node_modules"), NodeModules());
            var script = JavaScript().Match(Encoding.UTF8.GetString(card)).Groups[1].Value + "process.stdout.write(model);\n";
            File.WriteAllText(Path.Combine(bundle, "route.mjs"), script);
            Assert.AreEqual(expected, Node(bundle, "route.mjs"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BundleContents Contents(RunReport report, byte[] card)
    {
        string[] texts =
        [
            "What is the capital of Spain?", "Prove it.", "What is a capital letter?", "Integrate x", "Who rules France?",
            "Sum 3 and 4",
        ];
        var isPair = report.IsPair;
        var models = report.Data.Models.Count;
        var (features, vectors) = QueryFeatures.FitTransform(texts, new TextFeatureSpec(null, null, Statistics: true), []);
        var quality = Enumerable.Range(0, models).Select(m => texts.Select((_, i) => (i + m) % 3 == 0 ? 0.0 : 1.0).ToArray()).ToArray();
        var learner = new NeighboursLearner(K: 2, Shrinkage: 1)
            .Fit(new TrainingSet(vectors, quality, isPair), 1, default);
        var router = new FittedRouter(features, learner, FittedCalibration.None(isPair ? 1 : models));
        var none = new Estimate(0, 0, 0, 1);
        return new BundleContents
        {
            Name = report.Name,
            Task = report.Task,
            BuildGraph = router.BuildGraph,
            Labels = new Labels([.. report.Data.Models.Select((model, m) => new ModelLabel(model, 0.001 * (models - m)))]),
            Policy = new Policy("main", [new OperatingPoint("main", isPair ? 0.5 : null, isPair ? null : 30, "", none, none, none)]),
            Golden = [],
            Features = BundleJson.ToFile(new FeaturesDescriptor("statistics", features.ColumnCount, null)),
            Calibration = "{}\n"u8.ToArray(),
            Evaluation = "{}\n"u8.ToArray(),
            Provenance = "{}\n"u8.ToArray(),
            ModelCard = card,
        };
    }

    private static string Node(string folder, string script)
    {
        using var process = Process.Start(new ProcessStartInfo("node", [script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors.Result);
        return output;
    }

    private static string NodeModules()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "node_modules")))
        {
            folder = folder.Parent
                ?? throw new DirectoryNotFoundException("There is no node_modules above the tests; build the solution first.");
        }

        return Path.Combine(folder.FullName, "node_modules");
    }

    private static Dictionary<object, object> Metadata(RunReport report)
    {
        var text = Encoding.UTF8.GetString(new ModelCard().Write(report));
        return (Dictionary<object, object>)new DeserializerBuilder()
            .Build()
            .Deserialize<object>(FrontMatter().Match(text).Groups[1].Value)!;
    }

    private static Dictionary<object, object> Model(Dictionary<object, object> metadata) =>
        (Dictionary<object, object>)((List<object>)metadata["model-index"])[0];

    [GeneratedRegex(@"\A---\n(.*?)^---\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex FrontMatter();

    [GeneratedRegex(@"```js\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JavaScript();
}
