namespace Trainer.Sweep.Space;

/// <summary>A point of a search space: a value per dimension, NaN where the dimension does not exist. Equal by content.</summary>
internal sealed class SearchPoint(double[] values) : IEquatable<SearchPoint>
{
    public int Count => values.Length;

    public double this[int dimension] => values[dimension];

    /// <summary>Whether a dimension exists at this point.</summary>
    public bool Has(int dimension) => !double.IsNaN(values[dimension]);

    public double[] ToArray() => [.. values];

    public bool Equals(SearchPoint? other) => other is not null && values.AsSpan().SequenceEqual(other.ToArray());

    public override bool Equals(object? obj) => Equals(obj as SearchPoint);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
