using Trainer.Learners;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class LearnerFamilyTests
{
    [TestMethod]
    public void Every_Learner_HasASectionInTheDocumentation()
    {
        var headings = File.ReadLines(Path.Combine(Repository(), "docs", "algorithms.md"))
            .Where(line => line.StartsWith("### ", StringComparison.Ordinal)).ToArray();
        foreach (var family in LearnerFamily.All)
        {
            Assert.IsTrue(headings.Any(heading => heading.Contains($"`{family.Name}`")), family.Name);
        }
    }

    [TestMethod]
    public void Every_Learner_SaysWhatItNeeds_AndItsDefaultIsTheCheapestOfManySettings()
    {
        var shape = new TrainingShape(5000, 20_000, 300_000, 256, 1, 2);
        foreach (var family in LearnerFamily.All)
        {
            StringAssert.EndsWith(family.Description, ".", family.Name);
            StringAssert.EndsWith(family.Needs, ".", family.Name);
            var random = new Trainer.Features.SeededRandom(3);
            var costs = Enumerable.Range(0, 50).Select(_ => family.Sample(random, true).Operations(shape)).Order().ToArray();
            Assert.IsTrue(double.IsFinite(family.Default.Operations(shape)) && costs[0] > 0, family.Name);
            Assert.IsLessThanOrEqualTo(2 * costs[25], family.Default.Operations(shape), $"{family.Name}'s default is no cheap start");
        }
    }

    [TestMethod]
    public void Names_AreUnique_AndEveryDefaultIsOfItsFamily()
    {
        CollectionAssert.AllItemsAreUnique(LearnerFamily.All.Select(family => family.Name).ToArray());
        foreach (var family in LearnerFamily.All)
        {
            Assert.AreEqual(family.Name, Trainer.Sweep.TrialReports.Describe(family.Default).Name);
        }
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Trainer.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
