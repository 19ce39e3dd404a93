using System.Runtime.InteropServices;
using System.Text;

namespace Benchmarks;

/// <summary>Writes float32 arrays for peers that read NumPy's format, version 1.0.</summary>
internal static class Npy
{
    public static void Write(string path, float[] values, params int[] shape)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        header = header.PadRight(((header.Length + 10 + 1 + 63) / 64 * 64) - 11) + "\n";
        using var file = File.Create(path);
        file.Write([0x93, .. Encoding.ASCII.GetBytes("NUMPY"), 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
