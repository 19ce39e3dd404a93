using Trainer.Features.Data;
using Trainer.Learners;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class CrossValidationTests
{
    [TestMethod]
    [DataRow("logistic")]
    [DataRow("neighbours")]
    [DataRow("constant")]
    public void OutOfFoldScores_OwnOutcomeChanged_StayTheSame(string learner)
    {
        var table = Tables.Random(60, 3, 8);
        var spec = new TrialSpec(0, "words", LearnerFamily.Find(learner)!.Default);
        var before = Scores(table, spec);
        const int Row = 17;
        var after = Scores(Flipped(table, Row), spec);
        CollectionAssert.AreEqual(before[(Row * 3)..((Row * 3) + 3)], after[(Row * 3)..((Row * 3) + 3)]);
        CollectionAssert.AreNotEqual(before, after, "the other folds learned from it");
    }

    [TestMethod]
    public void OutOfFoldScores_AnyOrderOfTrials_AreTheSame()
    {
        var scores = Enumerable.Range(0, 60).Select(row => (row * 7 % 9) / 8.0).ToArray();
        var problem = Tables.Problem(Tables.Random(60, 2, 8).WithScores(["verified"], [scores]), isPair: true);
        var specs = LearnerFamily.All.Where(family => !family.Default.IsPolicy)
            .Select((family, i) => new TrialSpec(i, family.Default.UsesFeatures ? "words+statistics+scores" : "", family.Default)).ToArray();
        var one = new CrossValidation(problem, Tables.Sources(problem), 3, 1);
        var other = new CrossValidation(problem, Tables.Sources(problem), 3, 1);
        var falling = specs.Reverse().Select(spec => other.OutOfFoldScores(spec, 5, default)).Reverse().ToArray();
        for (var i = 0; i < specs.Length; i++)
        {
            CollectionAssert.AreEqual(one.OutOfFoldScores(specs[i], 5, default), falling[i]);
        }
    }

    [TestMethod]
    public void OutOfFoldScores_NothingToLearnFrom_SaysSo()
    {
        var prompts = Enumerable.Range(0, 9).Select(i => $"word{i}").ToArray();
        var table = Tables.Of(["a", "b"], prompts, [.. Enumerable.Repeat(new[] { 0.0, 1.0 }, 9)]);
        var spec = new TrialSpec(0, "words", LearnerFamily.Find("logistic")!.Default);
        var fault = Assert.ThrowsExactly<InvalidOperationException>(() => Scores(table, spec));
        Assert.AreEqual("no words occur in two training texts, so there is nothing to learn from", fault.Message);
    }

    private static float[] Scores(RoutingTable table, TrialSpec spec) =>
        new CrossValidation(Tables.Problem(table), Tables.Sources(Tables.Problem(table)), 3, 1).OutOfFoldScores(spec, 5, default);

    private static RoutingTable Flipped(RoutingTable table, int changed) => Tables.Of(
        [.. table.Models],
        [.. table.Queries.Select(query => query.Prompt)],
        [.. Enumerable.Range(0, table.Count).Select(row => Enumerable.Range(0, 3)
            .Select(m => row == changed ? 1 - table.Quality(m)[row] : table.Quality(m)[row]).ToArray())]);
}
