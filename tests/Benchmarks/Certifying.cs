using System.Globalization;
using Trainer.Calibration.Certification;
using Trainer.Calibration.OperatingPoints;
using Trainer.Evaluation;
using Trainer.Export;
using Trainer.Features;

namespace Benchmarks;

/// <summary>
/// How often certified thresholds break their promise where the truth is known: right-or-wrong answers of two models, a score s uniform in 0
/// to 1, only the strong model right with probability 0.3 s, only the weak one with some other. A loss of at most 0.03 is promised.
/// </summary>
internal static class Certifying
{
    private const double Limit = 0.03;

    public static void Run(int repetitions)
    {
        Console.WriteLine("| promise | rows | limit broken | nothing certified | mean true loss | strong share |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var rows in new[] { 500, 5_000 })
        {
            foreach (var level in new[] { 0.1, 0.05 })
            {
                var terms = new CertificationTerms { MaxQualityLoss = Limit, Confidence = 1 - level };
                Write(Text($"ltt, betting, δ = {level}"), repetitions, rows, new(), terms);
                Write(Text($"ltt, binomial, δ = {level}"), repetitions, rows, new() { Upsets = 0 }, terms);
                Write(Text($"ltt, quality and a mean cost of 0.7, δ = {level}"), repetitions, rows, new(), terms with { MaxCostUsd = 0.7 });
            }

            var crc = new CertificationTerms { MaxQualityLoss = Limit, Method = CertificationMethod.Crc };
            Write("crc: the mean of max(0, loss)", repetitions, rows, new() { CountsGains = false }, crc);
            var usual = new CertificationTerms { MaxQualityLoss = Limit, Confidence = 0.9 };
            Write("no certificate: the threshold that loses at most the limit on the data", repetitions, rows, new(), null);
            Write("ltt, δ = 0.1, every prompt in 4 rows that are said to be independent", repetitions, rows, new() { Repeats = 4 }, usual);
            Write("ltt, δ = 0.1, every prompt in 4 rows, grouped", repetitions, rows, new() { Repeats = 4, Groups = true }, usual);
            Write("ltt, δ = 0.1, later the strong model is better: 0.4 s", repetitions, rows, new() { Later = 0.4 }, usual);
        }
    }

    private static void Write(string name, int repetitions, int rows, Truth truth, CertificationTerms? terms)
    {
        var thresholds = new double[repetitions];
        Parallel.For(0, repetitions, new ParallelOptions { MaxDegreeOfParallelism = 2 }, repetition =>
        {
            var data = truth.Draw(rows, (ulong)repetition);
            thresholds[repetition] = terms is null ? Wished(data) : Certified(data, terms);
        });
        var certified = Array.FindAll(thresholds, threshold => !double.IsNaN(threshold));
        var broken = certified.Count(threshold => truth.Loss(threshold) > Limit || (terms?.MaxCostUsd < 1 - (0.9 * Math.Min(1, threshold))));
        Console.WriteLine(Text(
            $"| {name} | {rows:N0} | {(double)broken / repetitions:0.0%} | {1 - ((double)certified.Length / repetitions):0.0%} | ") + Text(
            $"{certified.Select(truth.Loss).DefaultIfEmpty(double.NaN).Average():0.0000} | ") + Text(
            $"{certified.Select(threshold => 1 - Math.Min(1, threshold)).DefaultIfEmpty(double.NaN).Average():0.0%} |"));
    }

    private static double Certified(HeldOut data, CertificationTerms terms) => Certification.Run(data, SettingGrid.OfPair(), terms).Setting;

    private static double Wished(HeldOut data) =>
        new WishReader(data, 1, 1).Read([new("x", new Wish { Quality = data.Outcomes.Quality[PairOutcomes.Strong].Average() - Limit })])[0].Setting.Value;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where the outcomes come from.</summary>
    private sealed record Truth
    {
        public double Upsets { get; init; } = 0.05;

        public bool CountsGains { get; init; } = true;

        public int Repeats { get; init; } = 1;

        public bool Groups { get; init; }

        public double Later { get; init; } = 0.3;

        public double Loss(double threshold)
        {
            var t = Math.Min(1, threshold);
            return (Later / 2 * t * t) - (CountsGains ? Upsets * t : 0);
        }

        public HeldOut Draw(int rows, ulong seed)
        {
            var random = new SeededRandom(seed, 1);
            var (weak, strong, scores) = (new double[rows], new double[rows], new float[rows]);
            for (var row = 0; row < rows; row++)
            {
                var of = row - (row % Repeats);
                if (of < row)
                {
                    (scores[row], weak[row], strong[row]) = (scores[of], weak[of], strong[of]);
                    continue;
                }

                scores[row] = (float)random.NextDouble();
                var draw = random.NextDouble();
                (weak[row], strong[row]) = draw < 0.3 * scores[row] ? (0, 1) : draw >= 1 - Upsets ? (1, 0) : (1, 1);
            }

            double[] Each(double value) => [.. Enumerable.Repeat(value, rows)];
            return new(
                true,
                new PoolOutcomes([weak, strong], [Each(0.1), Each(1)], [.. Enumerable.Range(0, rows).Select(row => Groups ? row / Repeats : row)]),
                threshold => Array.ConvertAll(scores, score => DecisionRule.Pair(score, threshold)),
                SettingPath.OfPair(scores),
                null,
                ["weak", "strong"]);
        }
    }
}
