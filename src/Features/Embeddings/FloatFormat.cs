using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Trainer.Features.Data;

namespace Trainer.Features.Embeddings;

/// <summary>How the numbers of a file are stored, and the way from there to float32.</summary>
/// <param name="kind">float16, bfloat16, float32 or float64.</param>
/// <param name="bigEndian">Whether the most significant byte stands first.</param>
internal readonly struct FloatFormat(FloatKind kind, bool bigEndian = false)
{
    private const int ChunkBytes = 1 << 16;

    public int Bytes => kind switch { FloatKind.Float64 => 8, FloatKind.Float32 => 4, _ => 2 };

    /// <summary>Fills an array from a stream; what float32 cannot hold becomes infinite.</summary>
    public void Read(Stream stream, Span<float> target, DataPlace place)
    {
        var chunk = new byte[Math.Min(ChunkBytes, (long)target.Length * Bytes)];
        while (target.Length > 0)
        {
            var count = Math.Min(chunk.Length / Bytes, target.Length);
            var bytes = chunk.AsSpan(0, count * Bytes);
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            {
                throw place.Error("ends before its last vector; copy or write it again");
            }

            Convert(bytes, target[..count]);
            target = target[count..];
        }
    }

    private void Convert(Span<byte> bytes, Span<float> target)
    {
        switch (kind)
        {
            case FloatKind.Float64:
                var wide = MemoryMarshal.Cast<byte, ulong>(bytes);
                if (bigEndian == BitConverter.IsLittleEndian)
                {
                    BinaryPrimitives.ReverseEndianness(wide, wide);
                }

                TensorPrimitives.ConvertTruncating<double, float>(MemoryMarshal.Cast<ulong, double>(wide), target);
                break;
            case FloatKind.Float32:
                var bits = MemoryMarshal.Cast<byte, uint>(bytes);
                if (bigEndian == BitConverter.IsLittleEndian)
                {
                    BinaryPrimitives.ReverseEndianness(bits, bits);
                }

                MemoryMarshal.Cast<uint, float>(bits).CopyTo(target);
                break;
            default:
                var halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                if (bigEndian == BitConverter.IsLittleEndian)
                {
                    BinaryPrimitives.ReverseEndianness(halves, halves);
                }

                if (kind == FloatKind.Float16)
                {
                    TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<ushort, Half>(halves), target);
                    break;
                }

                // bfloat16 is the upper half of a float32.
                for (var i = 0; i < halves.Length; i++)
                {
                    target[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                }

                break;
        }
    }
}
