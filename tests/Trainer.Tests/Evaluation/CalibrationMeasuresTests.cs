using Trainer.Evaluation;
using Trainer.Evaluation.Report;
using Trainer.Features;

namespace Trainer.Tests.Evaluation;

[TestClass]
public sealed class CalibrationMeasuresTests
{
    private static readonly double[] Predicted = [.05, .1, .35, .4, .62, .65, .9, .95, 1, .33];
    private static readonly double[] Target = [0, 0, 1, 0, 1, 0, 1, 1, 1, 0];
    private static readonly int[] Ones = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1];

    [TestMethod]
    public void Ece_Toy_GivesGoldenNumber() => Assert.AreEqual(0.1950, new CalibrationMeasures(Predicted, Target).Ece(Ones), 1e-12);

    [TestMethod]
    public void Ece_Weights_EqualRepeatedRows() => PairCase.Check(pair =>
    {
        var expanded = pair.Expanded();
        Assert.AreEqual(
            NaiveEce(expanded.Scores, expanded.Strong), new CalibrationMeasures(pair.Scores, pair.Strong).Ece(pair.Weights), 1e-12);
    });

    [TestMethod]
    public void BrierAndLogLoss_SoftTargets_AreTheDefinitions()
    {
        var measures = new CalibrationMeasures([0.25, 1], [0.5, 1]);
        CollectionAssert.AreEqual(new[] { 0.0625, 0 }, measures.SquaredErrors());
        Assert.AreEqual(-0.5 * (Math.Log(0.25) + Math.Log(0.75)), measures.LogLosses()[0], 1e-12);
        Assert.AreEqual(0, measures.LogLosses()[1], 1e-12);
    }

    [TestMethod]
    public void LogLoss_CertainAndWrong_IsFinite() =>
        Assert.AreEqual(-Math.Log(1e-15), new CalibrationMeasures([0], [1]).LogLosses()[0], 1e-9);

    [TestMethod]
    public void EqualMassEce_EqualPredictions_ShareABin()
    {
        // Two values only, so two bins whatever the count: |0.2 - 0.5| × 10/30 + |0.8 - 0.9| × 20/30.
        double[] predicted = [.. Enumerable.Repeat(0.2, 10), .. Enumerable.Repeat(0.8, 20)];
        double[] target = [.. Enumerable.Range(0, 10).Select(i => i % 2.0), .. Enumerable.Range(0, 20).Select(i => i < 18 ? 1.0 : 0)];
        var ece = new CalibrationMeasures(predicted, target).EqualMassEce([.. predicted.Select(_ => 1)]);
        Assert.AreEqual((0.3 * 10 / 30) + (0.1 * 20 / 30), ece, 1e-12);
    }

    [TestMethod]
    public void EqualMassEce_DistinctPredictions_HasFifteenBinsOfEqualCount()
    {
        // Thirty predictions, two to a bin, each bin off by its own known amount.
        double[] predicted = [.. Enumerable.Range(0, 30).Select(i => i / 30.0)];
        double[] target = [.. Enumerable.Range(0, 30).Select(i => i % 4 < 2 ? 1.0 : 0)];
        var expected = Enumerable.Range(0, 15).Average(bin => Math.Abs(((4 * bin) + 1) / 60.0 - (bin % 2 == 0 ? 1 : 0)));
        Assert.AreEqual(expected, new CalibrationMeasures(predicted, target).EqualMassEce([.. predicted.Select(_ => 1)]), 1e-12);
    }

    [TestMethod]
    public void Murphy_Weights_EqualRepeatedRowsAndTheDefinitions() => PairCase.Check(pair =>
    {
        var measures = new CalibrationMeasures(pair.Scores, pair.Strong);
        var (reliability, resolution, uncertainty) = measures.Murphy(pair.Weights);

        // The bins are of the rows as they are, whatever their weights.
        int[] bins = [.. pair.Scores.Select(p => Math.Min(14, pair.Scores.Count(other => other > p) * 15 / pair.Scores.Length))];
        int[] rows = [.. Enumerable.Range(0, pair.Scores.Length).SelectMany(row => Enumerable.Repeat(row, pair.Weights[row]))];
        var mean = rows.Average(row => pair.Strong[row]);
        var groups = rows.GroupBy(row => bins[row]).Select(group => (
            Share: group.Count() / (double)rows.Length,
            Predicted: group.Average(row => pair.Scores[row]),
            Target: group.Average(row => pair.Strong[row]))).ToArray();
        Assert.AreEqual(groups.Sum(bin => bin.Share * Math.Pow(bin.Predicted - bin.Target, 2)), reliability, 1e-12);
        Assert.AreEqual(groups.Sum(bin => bin.Share * Math.Pow(bin.Target - mean, 2)), resolution, 1e-12);
        Assert.AreEqual(rows.Average(row => Math.Pow(pair.Strong[row] - mean, 2)), uncertainty, 1e-12);
    });

    [TestMethod]
    public void Murphy_PredictionsEqualWithinBins_AddUpToTheBrierScore()
    {
        double[] predicted = [.. Enumerable.Range(0, 40).Select(i => 0.2 + (0.3 * (i % 3)))];
        double[] target = [.. Enumerable.Range(0, 40).Select(i => i % 7 < 3 ? 1.0 : 0)];
        var measures = new CalibrationMeasures(predicted, target);
        var (reliability, resolution, uncertainty) = measures.Murphy([.. predicted.Select(_ => 1)]);
        Assert.AreEqual(measures.SquaredErrors().Average(), reliability - resolution + uncertainty, 1e-12);
    }

    [TestMethod]
    public void DebiasedSquaredError_RightOrWrong_IsKumarsFormula()
    {
        // Two bins of ten and twenty rows: (0.2 - 0.5)² - 0.5·0.5/9, and (0.8 - 0.9)² - 0.9·0.1/19.
        double[] predicted = [.. Enumerable.Repeat(0.2, 10), .. Enumerable.Repeat(0.8, 20)];
        double[] target = [.. Enumerable.Range(0, 10).Select(i => i % 2.0), .. Enumerable.Range(0, 20).Select(i => i < 18 ? 1.0 : 0)];
        var error = new CalibrationMeasures(predicted, target).DebiasedSquaredError([.. predicted.Select(_ => 1)]);
        Assert.AreEqual(((0.09 - (0.25 / 9)) / 3) + ((0.01 - (0.09 / 19)) * 2 / 3), error, 1e-12);
    }

    [TestMethod]
    public void DebiasedSquaredError_PerfectPredictions_IsNearNothingWhereTheEceIsNot()
    {
        double sum = 0, ece = 0;
        for (var seed = 0UL; seed < 200; seed++)
        {
            var random = new SeededRandom(seed);
            double[] predicted = [.. Enumerable.Range(0, 150).Select(_ => random.NextDouble())];
            double[] target = [.. predicted.Select(p => random.NextDouble() < p ? 1.0 : 0)];
            var measures = new CalibrationMeasures(predicted, target);
            int[] ones = [.. predicted.Select(_ => 1)];
            sum += measures.DebiasedSquaredError(ones) / 200;
            ece += measures.EqualMassEce(ones) / 200;
        }

        Assert.IsGreaterThan(0.05, ece);
        Assert.AreEqual(0, sum, 0.001);
    }

    [TestMethod]
    public void Report_PerfectPredictions_DebiasedIntervalStartsAtNothing()
    {
        var random = new SeededRandom(5);
        double[] predicted = [.. Enumerable.Range(0, 600).Select(_ => random.NextDouble())];
        double[] target = [.. predicted.Select(p => random.NextDouble() < p ? 1.0 : 0)];
        var report = CalibrationReport.Of(
            predicted, target, [.. Enumerable.Range(0, 600)], [.. Enumerable.Range(0, 600).Select(i => i % 4 == 0 ? null : $"d{i % 2}")], 600,
            new EvaluationOptions { CurveResamples = 200, MeanResamples = 200 });
        Assert.IsLessThan(0.02, report.DebiasedEce.Low);
        Assert.IsTrue(report.DebiasedEce.Low <= report.DebiasedEce.Value && report.DebiasedEce.Value <= report.DebiasedEce.High, $"{report.DebiasedEce}");
        CollectionAssert.AreEqual(new[] { ("d0", 150), ("d1", 300) }, report.Domains.Select(domain => (domain.Domain, domain.Ece.N)).ToArray());
        int[] odd = [.. Enumerable.Range(0, 600).Where(i => i % 2 == 1)];
        Assert.AreEqual(
            NaiveEce(Array.ConvertAll(odd, i => predicted[i]), Array.ConvertAll(odd, i => target[i])), report.Domains[1].Ece.Value, 1e-12);
        Assert.AreEqual(odd.Average(i => predicted[i] - target[i]), report.Domains[1].Excess.Value, 1e-12);
    }

    [TestMethod]
    public void Reliability_Toy_ListsTheBinsThatHaveRows()
    {
        var bins = new CalibrationMeasures(Predicted, Target).Reliability();
        Assert.HasCount(8, bins);
        Assert.AreEqual(Predicted.Length, bins.Sum(bin => bin.Observed.N));
        var last = bins[^1];
        Assert.AreEqual((14 / 15.0, 1.0, 0.975, 1.0, 2), (last.From, last.To, last.MeanPredicted, last.Observed.Value, last.Observed.N));
    }

    [TestMethod]
    public void Wilson_KnownCase_GivesTextbookInterval()
    {
        // Newcombe 1998, Stat. Med. 17:857, table I: 81 of 263 gives 0.2553 to 0.3662.
        var interval = WilsonInterval.Of(81 / 263.0, 263);
        Assert.AreEqual(0.2553, interval.Low, 5e-5);
        Assert.AreEqual(0.3662, interval.High, 5e-5);
    }

    [TestMethod]
    public void Constructor_OutsideUnitInterval_Throws() =>
        Assert.ThrowsExactly<ArgumentException>(() => new CalibrationMeasures([1.2], [1]));

    private static double NaiveEce(double[] predicted, double[] target) =>
        Enumerable.Range(0, predicted.Length)
            .GroupBy(row => Math.Min((int)(predicted[row] * 15), 14))
            .Sum(bin => bin.Count() / (double)predicted.Length
                * Math.Abs(bin.Average(row => predicted[row]) - bin.Average(row => target[row])));
}
