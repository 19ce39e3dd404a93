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

    [TestMethod]
    public void OutOfFoldScores_ExtraRows_TeachEveryFoldButThatOfTheirTies()
    {
        var table = Tables.Random(60, 3, 8);
        var training = Tables.Problem(table);
        const int Row = 17;

        // Three extra rows: the text of one query in capitals, a near-duplicate of it by its cluster, and one apart.
        ExtraRows Extra(double outcome)
        {
            var prompts = new[] { table.Queries[Row].Prompt.ToUpperInvariant(), "told in other words", "apart from all" };
            var rows = Tables.Problem(Tables.Of([.. table.Models], prompts, [.. prompts.Select(_ => new[] { outcome, 1 - outcome, double.NaN })]));
            var clusters = Enumerable.Range(0, 60).Select(row => row == 20 ? 4 : -1).ToArray();
            return ExtraRows.Tied(training, rows, clusters, [-1, 4, -1]);
        }

        CrossValidation Of(ExtraRows? extra) => new(training, Tables.Sources(training), 3, 1, null, extra);
        var (without, with) = (Of(null), Of(Extra(1)));
        Assert.AreEqual(63, with.Learned.Table.Count);
        for (var fold = 0; fold < 3; fold++)
        {
            CollectionAssert.AreEqual(without.Folds[fold].Test, with.Folds[fold].Test);
            var added = with.Folds[fold].Train.Except(without.Folds[fold].Train).ToArray();
            Assert.AreEqual(!with.Folds[fold].Test.Contains(Row), added.Contains(60));
            Assert.AreEqual(!with.Folds[fold].Test.Contains(20), added.Contains(61));
            Assert.IsTrue(added.Contains(62));
        }

        var spec = new TrialSpec(0, "words", LearnerFamily.Find("logistic")!.Default);
        var scores = with.OutOfFoldScores(spec, 5, default);
        Assert.HasCount(180, scores, "extra rows are not scored");
        CollectionAssert.AreNotEqual(scores, Of(Extra(0)).OutOfFoldScores(spec, 5, default));
    }

    [TestMethod]
    [DataRow("logistic")]
    [DataRow("neighbours")]
    [DataRow("constant")]
    public void OutOfFoldScores_WeightOfTwo_IsTheRowTwice(string learner)
    {
        var problem = Tables.Problem(Tables.Random(40, 2, 8), isPair: true);
        var spec = new TrialSpec(0, "words", LearnerFamily.Find(learner)!.Default);
        float[] Scores(string[] prompts, double[] weights)
        {
            var rows = Tables.Problem(Tables.Of(["model-0", "model-1"], prompts, [.. prompts.Select(_ => new[] { 0.0, 1.0 })]), isPair: true);
            var none = Enumerable.Repeat(-1, 40).ToArray();
            var extra = ExtraRows.Tied(problem, rows with { RowWeights = weights }, none, none[..prompts.Length]);
            return new CrossValidation(problem, Tables.Sources(problem), 3, 1, null, extra).OutOfFoldScores(spec, 5, default);
        }

        var twice = Scores(["poems and the number 5", "poems and the number 5"], [1, 1]);
        var weighted = Scores(["poems and the number 5", "poems and the number 5"], [1.5, 0.5]);
        for (var i = 0; i < 40; i++)
        {
            Assert.AreEqual(twice[i], weighted[i], 1e-4f);
        }
    }

    private static float[] Scores(RoutingTable table, TrialSpec spec) =>
        new CrossValidation(Tables.Problem(table), Tables.Sources(Tables.Problem(table)), 3, 1).OutOfFoldScores(spec, 5, default);

    private static RoutingTable Flipped(RoutingTable table, int changed) => Tables.Of(
        [.. table.Models],
        [.. table.Queries.Select(query => query.Prompt)],
        [.. Enumerable.Range(0, table.Count).Select(row => Enumerable.Range(0, 3)
            .Select(m => row == changed ? 1 - table.Quality(m)[row] : table.Quality(m)[row]).ToArray())]);
}
