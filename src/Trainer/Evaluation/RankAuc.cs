namespace Trainer.Evaluation;

/// <summary>
/// Area under the ROC curve: the chance that a positive row scores above a negative one, ties counted half (Mann and Whitney's
/// U with mid-ranks). O(n) for each weighting of the rows, nothing allocated.
/// </summary>
internal sealed class RankAuc(ScoreOrder order, bool[] positive)
{
    /// <summary>NaN where a class is missing.</summary>
    public double Value(ReadOnlySpan<int> rowWeights)
    {
        double above = 0, negatives = 0, wins = 0;
        var position = 0;
        foreach (var end in order.GroupEnds)
        {
            double tiedPositives = 0, tiedNegatives = 0;
            for (; position < end; position++)
            {
                var row = order.Rows[position];
                if (positive[row])
                {
                    tiedPositives += rowWeights[row];
                }
                else
                {
                    tiedNegatives += rowWeights[row];
                }
            }

            wins += tiedNegatives * (above + (tiedPositives / 2));
            above += tiedPositives;
            negatives += tiedNegatives;
        }

        return above > 0 && negatives > 0 ? wins / (above * negatives) : double.NaN;
    }
}
