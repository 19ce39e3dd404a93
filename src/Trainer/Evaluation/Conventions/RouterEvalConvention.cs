namespace Trainer.Evaluation.Conventions;

/// <summary>
/// RouterEval's numbers. V_B is the mean quality over that of the best single model. E_p is the entropy of the choices; RouterEval averages softmaxed
/// scores, here it is taken of what was chosen, since thresholds and costs decide, not scores alone.
/// </summary>
internal static class RouterEvalConvention
{
    public static double OverBest(double quality, double bestSingle) => quality / bestSingle;

    /// <summary>In bits: 0 where one model gets every query, log2 of the models where all get the same share.</summary>
    public static double Entropy(ReadOnlySpan<double> shares)
    {
        double bits = 0;
        foreach (var share in shares)
        {
            bits -= share > 0 ? share * Math.Log2(share) : 0;
        }

        return bits;
    }
}
