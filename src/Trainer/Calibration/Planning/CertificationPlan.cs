using Trainer.Calibration.Certification;
using Trainer.Features;

namespace Trainer.Calibration.Planning;

/// <summary>
/// How many independent queries certify that a mean loss stays below a limit, where the true loss is known to be less.
/// </summary>
/// <param name="Limit">The loss to be certified, above 0 and below 1.</param>
/// <param name="TrueLoss">What it really is.</param>
/// <param name="Level">1 − confidence.</param>
internal sealed record CertificationPlan(double Limit, double TrueLoss, double Level)
{
    private const int MostRows = 10_000_000;
    private const long MostBets = 400_000_000;
    private const int Repetitions = 400;

    /// <summary>
    /// Rows for losses of 0 and 1, exactly: the fewest on which some number of losses is both enough for Clopper and Pearson's bound and
    /// not
    /// exceeded with the wanted power. Without any true loss it is ln(level) / ln(1 − limit), which with a level of 0.05 is the rule of
    /// three.
    /// Null beyond ten million.
    /// </summary>
    public int? Binomial(double power)
    {
        if (TrueLoss >= Limit)
        {
            return null;
        }

        var n = 1;
        for (var losses = 0; ; losses++)
        {
            n = FewestRows(losses, Math.Max(n, losses + 1));
            if (n > MostRows)
            {
                return null;
            }

            if (BinomialBound.PValue(losses, n, TrueLoss) >= power)
            {
                return n;
            }
        }
    }

    /// <summary>The probability that n rows of such losses certify the limit.</summary>
    public double BinomialPower(int n) => BinomialBound.Acceptance(n, Limit, Level) is var most and >= 0
        ? BinomialBound.PValue(most, n, TrueLoss)
        : 0;

    /// <summary>
    /// Rows for losses of −1, 0 and 1, of which a share is not 0: by the betting bound on (1 + loss) / 2, simulated 400 times with one seed
    /// and bisected to 2 %. Null where it would be millions.
    /// </summary>
    public int? Betting(double disagreement, double power, ulong seed = 42)
    {
        if (TrueLoss >= Limit)
        {
            return null;
        }

        var (low, high) = (0, 64);
        while (BettingPower(disagreement, high, seed) < power)
        {
            (low, high) = (high, 2 * high);
            if ((long)high * Repetitions > MostBets)
            {
                return null;
            }
        }

        while (high - low > Math.Max(1, high / 50))
        {
            var middle = (low + high) / 2;
            (low, high) = BettingPower(disagreement, middle, seed) < power ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The share of simulations in which n such losses certify the limit; within about 0.04 of the truth.</summary>
    public double BettingPower(double disagreement, int n, ulong seed = 42)
    {
        var (worse, better) = ((disagreement + TrueLoss) / 2, (disagreement - TrueLoss) / 2);
        var values = new double[n];
        var certified = 0;
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var random = new SeededRandom(seed, (ulong)repetition);
            for (var i = 0; i < n; i++)
            {
                var draw = random.NextDouble();
                values[i] = draw < worse ? 1 : draw < worse + better ? 0 : 0.5;
            }

            certified += BettingBound.PValue(values, (1 + Limit) / 2, Level) <= Level ? 1 : 0;
        }

        return (double)certified / Repetitions;
    }

    private int FewestRows(int losses, int from)
    {
        var (low, high) = (from - 1, from);
        while (BinomialBound.PValue(losses, high, Limit) > Level)
        {
            (low, high) = (high, 2 * high);
            if (high > MostRows)
            {
                return high;
            }
        }

        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = BinomialBound.PValue(losses, middle, Limit) > Level ? (middle, high) : (low, middle);
        }

        return high;
    }
}
