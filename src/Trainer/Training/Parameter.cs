namespace Trainer.Training;

/// <summary>Numbers that training changes. The arrays are pinned, so that a graph reads and writes them where they are.</summary>
internal sealed class Parameter
{
    /// <param name="name">Its name in every graph that asks for it.</param>
    /// <param name="shape">Its shape; every dimension is at least 1.</param>
    /// <param name="values">Its first values, row by row; copied.</param>
    /// <param name="rate">By how much its learning rate differs from the others'; 0 freezes it.</param>
    /// <param name="decays">Whether weight decay and L2 penalties apply to it; for biases and gains they usually do not.</param>
    /// <param name="isRowSparse">
    /// Whether a step touches few of its rows: then the gradient is <see cref="Rows"/>, made by whoever computes the step, and no graph
    /// computes it.
    /// </param>
    /// <exception cref="ArgumentException">The values do not fill the shape, or the rate is negative or not finite.</exception>
    public Parameter(string name, long[] shape, ReadOnlySpan<float> values, float rate = 1, bool decays = true, bool isRowSparse = false)
    {
        var size = shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
        if (size != values.Length || shape.Any(dimension => dimension < 1))
        {
            throw new ArgumentException($"the {values.Length} values of '{name}' do not fill [{string.Join(", ", shape)}]", nameof(values));
        }

        if (!float.IsFinite(rate) || rate < 0)
        {
            throw new ArgumentException($"the rate of '{name}' must be at least 0", nameof(rate));
        }

        (Name, Shape, Rate, Decays) = (name, shape, rate, decays);
        Values = Pinned(values.Length);
        values.CopyTo(Values);
        if (isRowSparse)
        {
            Rows = new RowGradient(values.Length / (int)shape[0]);
            Gradient = [];
        }
        else
        {
            Gradient = IsFrozen ? [] : Pinned(values.Length);
        }
    }

    public string Name { get; }

    public long[] Shape { get; }

    /// <summary>By how much its learning rate differs from the others'.</summary>
    public float Rate { get; }

    public bool Decays { get; }

    public bool IsFrozen => Rate == 0;

    /// <summary>The current values, row by row.</summary>
    public float[] Values { get; }

    /// <summary>The gradient of the last step, row by row; empty for a frozen or row-sparse parameter.</summary>
    public float[] Gradient { get; }

    /// <summary>The gradient of the last step on the rows that it touched, or null for a parameter that is not row-sparse.</summary>
    public RowGradient? Rows { get; }

    private static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);
}
