using Trainer.Features.Data;

namespace Trainer.Features;

/// <summary>
/// What something outside, such as a language model that verifies its own answer, makes of queries: one number per query and name.
/// </summary>
public sealed record ExternalScores
{
    /// <summary>Puts names to columns.</summary>
    /// <param name="names">One name per column, no two alike.</param>
    /// <param name="values">One row per query; NaN where a score is not known.</param>
    /// <exception cref="ArgumentException">There is not one name of its own per column.</exception>
    public ExternalScores(IReadOnlyList<string> names, DenseMatrix values)
    {
        (Names, Values) = names.Distinct(StringComparer.Ordinal).Count() == values.ColumnCount && names.Count == values.ColumnCount
            ? (names, values)
            : throw new ArgumentException($"the names {string.Join(", ", names)} are not one of its own for each of {values.ColumnCount} scores");
    }

    /// <summary>A name per column.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>[queries, names]; NaN where a score is not known.</summary>
    public DenseMatrix Values { get; }

    /// <summary>
    /// Whether unknown scores are meant: of a cascade, which is asked before they are there. Elsewhere features refuse them.
    /// </summary>
    public bool MayBeUnknown { get; init; }

    /// <summary>The scores of a table's queries, in float32.</summary>
    public static ExternalScores Of(RoutingTable table)
    {
        var columns = table.ScoreNames.Count;
        var values = new float[(long)table.Count * columns];
        for (var column = 0; column < columns; column++)
        {
            var scores = table.Score(column);
            for (var row = 0; row < scores.Length; row++)
            {
                values[(row * columns) + column] = (float)scores[row];
            }
        }

        return new(table.ScoreNames, new DenseMatrix(values, table.Count, columns));
    }

    /// <summary>The scores of the given names, in their order. O(values).</summary>
    /// <exception cref="KeyNotFoundException">There is no score of one of the names.</exception>
    public ExternalScores Of(IReadOnlyList<string> names)
    {
        if (names.SequenceEqual(Names, StringComparer.Ordinal))
        {
            return this;
        }

        var own = Names.ToArray();
        int[] columns = [.. names.Select(name => Array.IndexOf(own, name) is var column and >= 0
            ? column
            : throw new KeyNotFoundException($"there is no score '{name}' among {string.Join(", ", own)}"))];
        var values = new float[Values.RowCount * columns.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Values.Row(i / columns.Length)[columns[i % columns.Length]];
        }

        return new(names, new DenseMatrix(values, Values.RowCount, columns.Length)) { MayBeUnknown = MayBeUnknown };
    }

    /// <summary>The given rows, in the given order. O(values).</summary>
    public ExternalScores Select(ReadOnlySpan<int> rows) => new(Names, Values.Select(rows)) { MayBeUnknown = MayBeUnknown };
}
