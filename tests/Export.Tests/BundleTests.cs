namespace Trainer.Export.Tests;

[TestClass]
public sealed class BundleTests
{
    [TestMethod]
    public void Read_CertificateAndSetting_AreWhatWasWritten()
    {
        using var folder = new TempFolder();
        var point = SampleBundle.PairPoint("balanced", 0.5) with { Setting = new Estimate(0.5, 0.4, 0.6, 900), Certificate = SampleBundle.Promise };
        var pair = SampleBundle.Pair();
        BundleWriter.Write(pair with { Policy = new Policy("balanced", [point]), Golden = [] }, folder["router"]);
        var read = Bundle.Read(folder["router"]).OperatingPoint();
        Assert.AreEqual(point.Certificate, read.Certificate);
        Assert.AreEqual(point.Setting, read.Setting);
    }

    [TestMethod]
    public void WriteReadRoute_Pair_AnswersWithAModel()
    {
        using var folder = new TempFolder();

        // Contents come from training; here they were made by hand.
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);

        // An application needs nothing but this folder, Trainer.Export and ONNX Runtime.
        using var router = Router.Load(folder["router"]);
        var decision = router.Route("What is the capital of France?");

        Assert.AreEqual(decision.Score >= 0.5 ? "large" : "small", decision.Model);
        Assert.AreEqual("large", router.Route("anything", router.Bundle.OperatingPoint("always")).Model);
        Assert.AreEqual("small", router.Route("anything", router.Bundle.OperatingPoint("never")).Model);
    }

    [TestMethod]
    public void WriteReadRoute_Pool_AnswersWithAModel()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pool(), folder["router"]);
        using var router = Router.Load(folder["router"]);

        var scores = router.Score(["What is the capital of France?"]);
        var best = router.Route("What is the capital of France?", router.Bundle.OperatingPoint("best"));

        Assert.AreEqual(4, router.ScoresPerQuery);
        Assert.AreEqual(scores.Max(), best.Score, 1e-6f);
        Assert.AreEqual(
            "local", router.Route("anything", router.Bundle.OperatingPoint("cheapest")).Model); // an unknown cost counts as none
    }

    [TestMethod]
    [DataRow(RoutingTask.Pair)]
    [DataRow(RoutingTask.Pool)]
    public void Read_WrittenBundle_GivesBackTheContents(RoutingTask task)
    {
        using var folder = new TempFolder();
        var contents = SampleBundle.Of(task);
        var digest = BundleWriter.Write(contents, folder["router"]);

        var bundle = Bundle.Read(folder["router"]);

        Assert.AreEqual(digest, bundle.Manifest.RootDigest);
        Assert.AreEqual(
            (contents.Name, task, BundleDescriptor.CurrentFormatVersion),
            (bundle.Descriptor.Name, bundle.Descriptor.Task, bundle.Descriptor.FormatVersion));
        CollectionAssert.AreEqual(contents.Labels.Models.ToArray(), bundle.Labels.Models.ToArray());
        CollectionAssert.AreEqual(contents.Policy.OperatingPoints.ToArray(), bundle.Policy.OperatingPoints.ToArray());
        CollectionAssert.AreEqual(contents.Calibration, bundle.File(BundleFiles.Calibration).ToArray());
        CollectionAssert.AreEqual(
            contents.Golden.SelectMany(row => row.Scores).ToArray(), bundle.Golden().SelectMany(row => row.Scores).ToArray());
        CollectionAssert.AreEqual(
            contents.Golden.Select(row => (row.Text, row.Model)).ToArray(),
            bundle.Golden().Select(row => (row.Text, row.Model)).ToArray());
    }

    [TestMethod]
    public void OperatingPoint_WithoutName_IsTheDefault()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        var bundle = Bundle.Read(folder["router"]);
        Assert.AreEqual("balanced", bundle.OperatingPoint().Name);
        Assert.AreEqual(1.01, bundle.OperatingPoint("never").Threshold);
    }

    [TestMethod]
    public void OperatingPoint_UnknownName_ThrowsAndListsTheNames()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        var message = Assert.ThrowsExactly<BundleException>(() => Bundle.Read(folder["router"]).OperatingPoint("cheap")).Message;
        StringAssert.Contains(message, "'cheap'; there are balanced, always, never");
    }

    [TestMethod]
    public void ToContents_WrittenAgain_GivesTheSameBytes()
    {
        using var folder = new TempFolder();
        var digest = BundleWriter.Write(SampleBundle.Pool(), folder["one"]);
        Assert.AreEqual(digest, BundleWriter.Write(Bundle.Read(folder["one"]).ToContents(), folder["other"]));
    }

    [TestMethod]
    public void ToContents_AnotherPolicy_MovesGoldenDecisionsAndKeepsTheGraph()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["one"]);
        var one = Bundle.Read(folder["one"]);

        BundleWriter.Write(one.ToContents(one.Policy with { Default = "always" }), folder["other"]);

        var other = Bundle.Read(folder["other"]);
        Assert.IsTrue(BundleVerifier.Verify(folder["other"]).IsWhole);
        Assert.IsTrue(other.Golden().All(row => row.Model == "large"));
        CollectionAssert.AreEqual(one.File(BundleFiles.Graph).ToArray(), other.File(BundleFiles.Graph).ToArray());
        Assert.AreEqual(one.Descriptor.Id, other.Descriptor.Id);
    }

    [TestMethod]
    [DataRow(RoutingTask.Pair)]
    [DataRow(RoutingTask.Pool)]
    public void ToContents_OtherCosts_TieTheGraphToTheNewLabelsAndKeepItsScores(RoutingTask task)
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Of(task), folder["one"]);
        var one = Bundle.Read(folder["one"]);
        var labels = new Labels([.. one.Labels.Models.Select((model, m) =>
            model with { ExpectedCostUsd = 1.0 / (m + 1), PricedOn = "2025-06-30", MeanInputTokens = 12.5, MeanOutputTokens = 250 })]);

        BundleWriter.Write(one.ToContents(labels: labels), folder["other"]);

        var other = Bundle.Read(folder["other"]);
        Assert.IsTrue(BundleVerifier.Verify(folder["other"]).IsWhole);
        CollectionAssert.AreEqual(labels.Models.ToArray(), other.Labels.Models.ToArray());
        Assert.AreNotEqual(one.Descriptor.Id, other.Descriptor.Id);
        using var before = Router.Load(folder["one"]);
        using var after = Router.Load(folder["other"]);
        CollectionAssert.AreEqual(before.Score(SampleBundle.Prompts), after.Score(SampleBundle.Prompts));
        if (task == RoutingTask.Pool)
        {
            Assert.AreEqual("local", after.Route("anything", other.OperatingPoint("cheapest")).Model);
        }
    }

    [TestMethod]
    public void ToContents_LabelsOfOtherModels_Throws()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        var bundle = Bundle.Read(folder["router"]);
        var swapped = new Labels([.. bundle.Labels.Models.Reverse()]);
        StringAssert.Contains(
            Assert.ThrowsExactly<BundleException>(() => bundle.ToContents(labels: swapped)).Message, "not of its models small, large");
    }

    [TestMethod]
    public void ToContents_PolicyWithoutItsDefault_Throws()
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Pair(), folder["router"]);
        var bundle = Bundle.Read(folder["router"]);
        StringAssert.Contains(
            Assert.ThrowsExactly<BundleException>(() => bundle.ToContents(bundle.Policy with { Default = "gone" })).Message, "'gone'");
    }
}
