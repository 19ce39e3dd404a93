using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Cascade;
using Trainer.Learners.Supervision;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Learners;

[TestClass]
public sealed class CascadeReferenceTests
{
    [TestMethod]
    [DataRow(2, 40, 12)]
    [DataRow(3, 14, 8)]
    [DataRow(3, 30, 5)]
    public void Run_UpToThreeModels_FindsTheBestOfAllCombinations(int models, int rows, int levels)
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            var (utility, scores) = Random(models, rows, levels, seed);
            var thresholds = new ThresholdSearch(utility, scores).Run(default);
            Assert.AreEqual(BestOfAll(utility, scores), Total(utility, scores, thresholds), 1e-9, $"seed {seed}");
        }
    }

    [TestMethod]
    public void Run_FourModels_NoTwoThresholdsAndNoFixedEndAreBetter()
    {
        var best = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            var (utility, scores) = Random(4, 16, 4, seed);
            var thresholds = new ThresholdSearch(utility, scores).Run(default);
            var found = Total(utility, scores, thresholds);

            for (var (first, second) = (0, 1); first < 2; (first, second) = second == 2 ? (first + 1, first + 2) : (first, second + 1))
            {
                foreach (var one in Candidates(scores[first]))
                {
                    foreach (var other in Candidates(scores[second]))
                    {
                        float[] changed = [.. thresholds];
                        (changed[first], changed[second]) = (one, other);
                        Assert.IsLessThanOrEqualTo(found + 1e-9, Total(utility, scores, changed), $"seed {seed}, places {first} and {second}");
                    }
                }
            }

            Assert.IsLessThanOrEqualTo(found + 1e-9, utility.Max(column => column.Sum()), $"seed {seed}");
            best += BestOfAll(utility, scores) <= found + 1e-9 ? 1 : 0;
        }

        Assert.IsGreaterThanOrEqualTo(18, best, "a local best that is not the best of all is rare");
    }

    [TestMethod]
    public void Fit_ThreeModelsByHand_CutsHalfwayAndSkipsWhatDoesNotPay()
    {
        // Small is right where its score says 0.8 or more. Medium is right where its own says 0.5 or more, and is asked for the others only.
        float[] small = [0.9f, 0.8f, 0.4f, 0.3f, 0.2f, 0.1f];
        float[] medium = [0.1f, 0.1f, 0.7f, 0.5f, 0.2f, 0.1f];
        double[][] quality = [[1, 1, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1]];
        double[][] cost = [[.. Enumerable.Repeat(1.0, 6)], [.. Enumerable.Repeat(3.0, 6)], [.. Enumerable.Repeat(10.0, 6)]];
        var set = Set(quality, ("small", small), ("medium", medium)) with { Models = ["small", "medium", "large"], CostUsd = cost };

        // 0.6 for the eleventh of a dollar: all three of 10 cost as much as 0.2 of quality.
        var fitted = (FittedCascade)new CascadeLearner(0.2).Fit(set, 1, default);

        var unknown = float.NaN;
        AssertChosen(fitted, [0, 0, 1, 1, 2, 2], small, medium);
        AssertChosen(fitted, [0, 0, 1, 1], [0.61f, 0.6f, 0.59f, 0], [0, 0, 0.36f, 0.35f]); // 0.6 = (0.8 + 0.4)/2, 0.35 = (0.5 + 0.2)/2
        AssertChosen(fitted, [0, 1, 2, 1, 2, 0], [unknown, 0.5f, 0.5f, 0.5f, 0.5f, 0.7f], [unknown, unknown, 0.3f, 0.9f, -7, 0.9f]);

        // If costs weigh more than anything can gain, the first answer stands always; if nothing, the best last one does as far as it helps.
        AssertChosen((FittedCascade)new CascadeLearner(50).Fit(set, 1, default), [0, 0, 0, 0, 0, 0], small, medium);
        var free = (FittedCascade)new CascadeLearner(0).Fit(set, 1, default);
        AssertChosen(free, [0, 0, 1, 1, 2, 2], small, medium);
        var bySupervision = set with { Weights = new OutcomeWeights(Cost: 50) };
        AssertChosen((FittedCascade)new CascadeLearner(null).Fit(bySupervision, 1, default), [0, 0, 0, 0, 0, 0], small, medium);
        AssertChosen((FittedCascade)new CascadeLearner(0).Fit(bySupervision, 1, default), [0, 0, 1, 1, 2, 2], small, medium);
    }

    [TestMethod]
    public void Fit_RowsWithoutAnOutcomeAndHeavyRows_CountAsTheyShould()
    {
        // The first rows say that 0.9 is fine and 0.1 is not; one that small was never run on, and one of little weight, say otherwise.
        float[] score = [0.9f, 0.1f, 0.9f, 0.1f];
        double[][] quality = [[1, 0, double.NaN, 1], [0.5, 1, 1, 0]];
        var set = Set(quality, ("model 0", score)) with { RowWeights = [1, 1, 1, 0.25] };
        AssertChosen((FittedCascade)new CascadeLearner(0).Fit(set, 1, default), [0, 1], [0.9f, 0.1f]);
        AssertChosen((FittedCascade)new CascadeLearner(0).Fit(set with { RowWeights = [1, 1, 1, 4] }, 1, default), [0, 0], [0.9f, 0.1f]);
    }

    [TestMethod]
    public void Run_NeighboursInFloat32_CutBetweenThem()
    {
        var low = 0.5f;
        var high = MathF.BitIncrement(low);
        var thresholds = new ThresholdSearch([[1, 0], [0, 1]], [[high, low]]).Run(default);
        Assert.AreEqual(high, thresholds[0]);
        Assert.AreEqual(float.NegativeInfinity, thresholds[1]);
    }

    [TestMethod]
    public void Add_AnyNumbers_GivesTheLargestPrefixOfTheSlowReference()
    {
        var random = new SeededRandom(4);
        foreach (var count in new[] { 0, 1, 2, 3, 5, 8, 13 })
        {
            var (tree, numbers) = (new PrefixMaximum(count), new double[count]);
            Assert.AreEqual(count, tree.Length);
            for (var step = 0; step < 60 && count > 0; step++)
            {
                var (index, value) = (random.Next(count), random.Next(9) - 4);
                numbers[index] += value;
                tree.Add(index, value);
                var sums = Enumerable.Range(0, count + 1).Select(length => numbers.Take(length).Sum()).ToArray();
                Assert.AreEqual(sums.Max(), tree.Value);
                Assert.AreEqual(Array.LastIndexOf(sums, sums.Max()), tree.Length);
            }
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Emit_ScoresThatAreNotKnown_DecidesAsTheFittedLearner(bool isPair)
    {
        var fitted = new FittedCascade(isPair ? [1] : [1, 0, 3], isPair ? [0.5f, float.NegativeInfinity] :
            [0.5f, float.PositiveInfinity, float.NegativeInfinity, float.NegativeInfinity], isPair);
        float[] some = [float.NaN, -1, 0.4999999f, 0.5f, float.MaxValue, float.MinValue];
        float[] values = [.. from a in some from b in some from d in some select new[] { a, b, 9, d } into row from value in row select value];
        var rows = values.Length / 4;

        var graph = new GraphBuilder("cascade");
        var inputs = new QueryInputs(graph);
        var perQuery = isPair ? 1 : 4;
        graph.Output(
            GraphSession.ScoresName,
            fitted.Emit(inputs, new FeatureNodes(null, inputs.ExternalScores(["a", "b", "c", "d"]))),
            DataType.Float,
            GraphBuilder.Batch,
            perQuery);
        using var session = new GraphSession(graph.Build(new Dictionary<string, string>()));
        var actual = new float[rows * perQuery];
        session.Run(new GraphInputs(rows) { ExternalScores = values }, actual);

        var expected = fitted.Score(new FeatureMatrix(FeatureMatrix.Empty(rows).Sparse, new DenseMatrix(values, rows, 4)), new string[rows]);
        CollectionAssert.AreEqual(expected, actual);
        Assert.IsTrue(expected.Contains(10) && expected.Contains(-10));
    }

    [TestMethod]
    public void Fit_WhatIsNotAllowed_SaysSo()
    {
        double[][] quality = [[0], [1], [1]];
        var set = Set(quality, ("model 0", [0.5f]), ("model 1", [0.5f]));
        void Refused(TrainingSet data, ILearner learner, string expected) => StringAssert.Contains(
            Assert.ThrowsExactly<UsageException>(() => learner.Fit(data, 1, default)).Message, expected);

        Refused(set with { IsCascade = false }, new CascadeLearner(), "say with 'data.cascade' what a verification costs");
        Refused(set, new CascadeLearner(-1), "costWeight of the cascade learner is -1; allowed are 0 to 1000000, or null");
        Refused(set, new CascadeLearner(double.NaN), "is NaN");
        Refused(Set(quality, ("model 0", [0.5f])), new CascadeLearner(), "no external score 'model 1'; it needs one of the name of each of model 0, model 1");
    }

    private static void AssertChosen(FittedCascade fitted, int[] expected, params float[][] columns)
    {
        var scores = fitted.Score(Features([.. columns.Select((column, i) => ($"{i}", column))]), new string[expected.Length]);
        var perQuery = scores.Length / expected.Length;
        int[] chosen = [.. Enumerable.Range(0, expected.Length).Select(row => perQuery == 1
            ? scores[row] > 0 ? 1 : 0
            : Enumerable.Range(0, perQuery).Single(m => scores[(row * perQuery) + m] > 0))];
        CollectionAssert.AreEqual(expected, chosen, string.Join(", ", chosen));
    }

    private static (double[][] Utility, float[][] Scores) Random(int models, int rows, int levels, ulong seed)
    {
        var random = new SeededRandom(seed);
        return (
            [.. Enumerable.Range(0, models).Select(m => Enumerable.Range(0, rows).Select(_ => random.NextDouble() - (0.1 * m)).ToArray())],
            [.. Enumerable.Range(0, models - 1).Select(_ => Enumerable.Range(0, rows).Select(_ => random.Next(levels) - 2f).ToArray())]);
    }

    private static float[] Candidates(float[] scores) => [.. scores.Distinct(), float.PositiveInfinity];

    private static double BestOfAll(double[][] utility, float[][] scores)
    {
        IEnumerable<float[]> combinations = [[]];
        foreach (var column in scores)
        {
            combinations = combinations.SelectMany(begun => Candidates(column).Select(next => begun.Append(next).ToArray()));
        }

        return combinations.Max(thresholds => Total(utility, scores, thresholds));
    }

    private static double Total(double[][] utility, float[][] scores, float[] thresholds) => Enumerable.Range(0, utility[0].Length).Sum(row =>
    {
        var place = Enumerable.Range(0, scores.Length).FirstOrDefault(place => scores[place][row] >= thresholds[place], scores.Length);
        return utility[place][row];
    });

    private static TrainingSet Set(double[][] quality, params (string Name, float[] Values)[] scores) =>
        new(Features(scores), quality, quality.Length == 2) { IsCascade = true };

    private static FeatureMatrix Features((string Name, float[] Values)[] scores)
    {
        var rows = scores[0].Values.Length;
        float[] values = [.. Enumerable.Range(0, rows).SelectMany(row => scores.Select(score => score.Values[row]))];
        return new(FeatureMatrix.Empty(rows).Sparse, new DenseMatrix(values, rows, scores.Length)) { ScoreNames = [.. scores.Select(score => score.Name)] };
    }
}
