using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Trainer.Features;

namespace Benchmarks;

/// <summary>Exchanges float32 arrays with peers in NumPy's format, version 1.0.</summary>
internal static class Npy
{
    public static void Write(string path, ReadOnlySpan<float> values, params int[] shape)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        header = header.PadRight(((header.Length + 10 + 1 + 63) / 64 * 64) - 11) + "\n";
        using var file = File.Create(path);
        file.Write([0x93, .. Encoding.ASCII.GetBytes("NUMPY"), 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>A float32 matrix, row by row.</summary>
    public static DenseMatrix Read(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[10];
        file.ReadExactly(start);
        var header = new byte[start[8] | (start[9] << 8)];
        file.ReadExactly(header);
        var text = Encoding.ASCII.GetString(header);
        var shape = Regex.Match(text, @"'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+),?\)");
        if (!shape.Success)
        {
            throw new InvalidDataException($"{path} is no float32 matrix, row by row: {text}");
        }

        var (rows, columns) = (
            int.Parse(shape.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(shape.Groups[2].Value, CultureInfo.InvariantCulture));
        var values = new float[checked(rows * columns)];
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new DenseMatrix(values, rows, columns);
    }
}
