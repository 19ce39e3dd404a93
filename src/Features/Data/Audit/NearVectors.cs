using System.Globalization;

namespace Trainer.Features.Data.Audit;

/// <summary>
/// Prompts that mean the same: unit vectors whose cosine is at least a given one, found by comparing all with all, O(rows · rows ·
/// columns) in blocks.
/// </summary>
public static class NearVectors
{
    /// <summary>The cosine from which prompts mean the same unless something else is asked for.</summary>
    public const double DefaultCosine = 0.95;

    /// <summary>Largest number of multiplications, rows · rows · columns: two sets of 60,000 vectors of 512 values.</summary>
    public const long MaxMultiplications = 2_000_000_000_000;

    private const int BlockRows = 256;

    /// <summary>For every row of the first side that is near one of the second: the pair of largest cosine, lowest row first.</summary>
    /// <param name="first">Unit vectors.</param>
    /// <param name="second">Unit vectors of as many columns.</param>
    /// <param name="cosine">Least cosine, above 0, at most 1.</param>
    /// <exception cref="ArgumentException">Columns differ, or there are more than <see cref="MaxMultiplications"/>.</exception>
    public static IReadOnlyList<NearDuplicatePair> Across(DenseMatrix first, DenseMatrix second, double cosine = DefaultCosine) =>
        Find(first, second, cosine, isWithin: false);

    /// <summary>For every row that is near an earlier one: the pair with the nearest of those.</summary>
    /// <inheritdoc cref="Across" path="/exception"/>
    public static IReadOnlyList<NearDuplicatePair> Within(DenseMatrix vectors, double cosine = DefaultCosine) =>
        Find(vectors, vectors, cosine, isWithin: true);

    private static List<NearDuplicatePair> Find(DenseMatrix first, DenseMatrix second, double cosine, bool isWithin)
    {
        if (first.ColumnCount != second.ColumnCount || (double)first.RowCount * second.RowCount * first.ColumnCount > MaxMultiplications)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{first.RowCount} vectors of {first.ColumnCount} values cannot be compared with {second.RowCount} of " +
                $"{second.ColumnCount}; ") +
                string.Create(CultureInfo.InvariantCulture, $"columns must agree and rows × rows × columns be at most {MaxMultiplications}."));
        }

        var pairs = new List<NearDuplicatePair>();
        if (first.ColumnCount == 0)
        {
            return pairs;
        }

        var products = new float[BlockRows * BlockRows];
        for (var from = 0; from < first.RowCount; from += BlockRows)
        {
            var rows = Math.Min(BlockRows, first.RowCount - from);
            var best = new (int Row, float Cosine)[rows];
            for (var start = 0; start < (isWithin ? from + rows : second.RowCount); start += BlockRows)
            {
                var others = Math.Min(BlockRows, second.RowCount - start);
                DenseProducts.Multiply(
                    Rows(first, from, rows), Rows(second, start, others), first.ColumnCount, products.AsSpan(0, rows * others));
                for (var i = 0; i < rows; i++)
                {
                    var end = isWithin ? Math.Clamp(from + i - start, 0, others) : others;
                    for (var j = 0; j < end; j++)
                    {
                        if (products[(i * others) + j] is var product && product >= cosine && product > best[i].Cosine)
                        {
                            best[i] = (start + j, product);
                        }
                    }
                }
            }

            pairs.AddRange(best.Index().Where(row => row.Item.Cosine > 0)
                .Select(row => new NearDuplicatePair(from + row.Index, row.Item.Row, row.Item.Cosine)));
        }

        return pairs;
    }

    private static ReadOnlySpan<float> Rows(DenseMatrix matrix, int from, int count) =>
        matrix.Values.Slice(from * matrix.ColumnCount, count * matrix.ColumnCount);
}
