using Trainer.Features;

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
        : this(name, shape, values.Length, rate, decays, isRowSparse) => values.CopyTo(Values);

    private Parameter(string name, long[] shape, int length, float rate, bool decays, bool isRowSparse)
    {
        if (Size(shape) != length || shape.Any(dimension => dimension < 1))
        {
            throw new ArgumentException($"the {length} values of '{name}' do not fill [{string.Join(", ", shape)}]", nameof(shape));
        }

        if (!float.IsFinite(rate) || rate < 0)
        {
            throw new ArgumentException($"the rate of '{name}' must be at least 0", nameof(rate));
        }

        (Name, Shape, Rate, Decays) = (name, shape, rate, decays);
        Values = Pinned(length);
        if (isRowSparse)
        {
            Rows = new RowGradient(length / (int)shape[0]);
            Gradient = [];
        }
        else
        {
            Gradient = IsFrozen ? [] : Pinned(length);
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

    /// <summary>One that starts uniform in ±bound.</summary>
    public static Parameter Uniform(string name, long[] shape, double bound, SeededRandom random, bool isRowSparse = false)
    {
        var parameter = new Parameter(name, shape, checked((int)Size(shape)), rate: 1, decays: true, isRowSparse);
        foreach (ref var value in parameter.Values.AsSpan())
        {
            value = (float)random.NextDouble(-bound, bound);
        }

        return parameter;
    }

    private static long Size(long[] shape) => shape.Aggregate(1L, (product, dimension) => checked(product * dimension));

    private static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);
}
