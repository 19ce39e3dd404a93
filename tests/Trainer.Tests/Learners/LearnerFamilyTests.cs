using System.Text.Json;
using Trainer.Export;
using Trainer.Features;
using Trainer.Features.Text;
using Trainer.Learners;
using Trainer.Sweep.Space;

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
            var costs = Draws(family, isPair: true, 201).Select(learner => learner.Operations(shape)).Order().ToArray();
            Assert.IsTrue(double.IsFinite(family.Default.Operations(shape)) && costs[0] > 0, family.Name);
            Assert.IsLessThanOrEqualTo(2 * costs[100], family.Default.Operations(shape), $"{family.Name}'s default is no cheap start");
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

    [TestMethod]
    public void Every_SettingOfASpace_IsAPropertyOfTheLearner_AndTheDefaultLiesInItsRange()
    {
        foreach (var family in LearnerFamily.All)
        {
            var json = JsonSerializer.SerializeToElement(family.Default, BundleJson.Line);
            foreach (var setting in family.Space)
            {
                Assert.IsTrue(json.TryGetProperty(setting.Name, out var value), $"{family.Name} has no {setting.Name}");
                Assert.IsNotNull(setting.Domain.FromJson(value), $"{family.Name}'s default {setting.Name} is {value}");
            }

            CollectionAssert.AllItemsAreUnique(family.Space.Select(setting => setting.Name).ToArray());
        }
    }

    [TestMethod]
    public void Every_SettingForPairsAlone_KeepsItsDefaultInAPool()
    {
        foreach (var family in LearnerFamily.All.Where(family => family.Space.Any(setting => setting.ForPairsOnly)))
        {
            var @default = JsonSerializer.SerializeToElement(family.Default, BundleJson.Line);
            foreach (var setting in family.Space.Where(setting => setting.ForPairsOnly))
            {
                string Value(JsonElement json) => json.GetProperty(setting.Name).GetRawText();
                string[] Values(bool isPair) => [.. Draws(family, isPair, 40)
                    .Select(learner => Value(JsonSerializer.SerializeToElement(learner, BundleJson.Line))).Distinct()];
                CollectionAssert.AreEqual(new[] { Value(@default) }, Values(isPair: false), family.Name);
                Assert.IsGreaterThan(1, Values(isPair: true).Length, family.Name);
            }
        }
    }

    [TestMethod]
    public void Every_DrawOfASpace_FitsATinyTable()
    {
        foreach (var family in LearnerFamily.All.Where(family => !family.Default.TrainsEncoder && family.Name != "cascade"))
        {
            foreach (var isPair in family.Name == "automix" ? [true] : new[] { true, false })
            {
                var data = Tiny(isPair ? 2 : 3, isPair);
                foreach (var learner in Draws(family, isPair, 3))
                {
                    var scores = learner.Fit(data, 1, default).Score(data.Features, data.Texts);
                    Assert.IsTrue(scores.All(float.IsFinite), $"{learner}");
                }
            }
        }
    }

    private static IEnumerable<ILearner> Draws(LearnerFamily family, bool isPair, int count)
    {
        var space = new SearchSpace([family], ["words"], isPair);
        var random = new SeededRandom(3);
        return Enumerable.Range(0, count).Select(number => space.ToSpec(number, space.Draw(random)).Learner);
    }

    // Half dense, half sparse, with costs and a score; the score of a pair is one, that of a pool one for each model.
    private static TrainingSet Tiny(int models, bool isPair)
    {
        const int Rows = 40;
        string[] texts = [.. Enumerable.Range(0, Rows).Select(row => $"the {(row % 3 == 0 ? "sum" : "poem")} of {row % 7} things")];
        string[] names = isPair ? ["verified"] : [.. Enumerable.Range(0, models).Select(m => $"model-{m}b")];
        var scores = new ExternalScores(
            names, new DenseMatrix([.. Enumerable.Range(0, Rows * names.Length).Select(i => i % 11 / 10f)], Rows, names.Length));
        var spec = new TextFeatureSpec(new NgramWeighting(1, 1, 50, 1), null, true);
        var features = QueryFeatures.FitTransform(texts, spec, [], scores).Vectors;
        double[][] Columns(Func<int, int, double> value) =>
            [.. Enumerable.Range(0, models).Select(m => Enumerable.Range(0, Rows).Select(row => value(m, row)).ToArray())];
        return new TrainingSet(features, Columns((m, row) => (row + m) % 3 == 0 ? 1 : 0), isPair)
        {
            Models = [.. Enumerable.Range(0, models).Select(m => $"model-{m}b")],
            CostUsd = Columns((m, row) => (m + 1) * (1 + (row % 4))),
            Texts = texts,
        };
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
