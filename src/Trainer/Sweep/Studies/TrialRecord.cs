using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Trainer.Export;
using Trainer.Features.Data;

namespace Trainer.Sweep.Studies;

/// <summary>
/// What stores keep of a trial. The checksum is over the study's key and the trial's number too, so that a record which is put in another's
/// place does not pass either.
/// </summary>
internal static class TrialRecord
{
    /// <summary>A trial as one line of JSON.</summary>
    public static string Write(Trial trial) => JsonSerializer.Serialize(trial, BundleJson.Line);

    /// <summary>The checksum of a trial's line.</summary>
    public static byte[] Checksum(string key, int number, string record) => Checksum(key, number, "trial", Encoding.UTF8.GetBytes(record));

    /// <summary>The checksum of scores.</summary>
    public static byte[] Checksum(string key, int number, ReadOnlySpan<byte> scores) => Checksum(key, number, "scores", scores);

    /// <summary>The trial in a line.</summary>
    /// <param name="place">The store, for the message.</param>
    /// <param name="key">The study's key.</param>
    /// <param name="number">The number that the line stands under.</param>
    /// <param name="record">The line.</param>
    /// <param name="checksum">What stands beside it.</param>
    public static Trial Read(string place, string key, int number, string record, ReadOnlySpan<byte> checksum)
    {
        Require(Checksum(key, number, record), checksum, place, number, "the record");
        try
        {
            return JsonSerializer.Deserialize<Trial>(record, BundleJson.Line)
                ?? throw new DataFormatException(place, 0, null, Unreadable(number));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new DataFormatException(place, 0, null, Unreadable(number), e);
        }
    }

    /// <summary>Scores as little-endian float32.</summary>
    public static byte[] Bytes(float[] scores)
    {
        var bytes = new byte[sizeof(float) * scores.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), scores[i]);
        }

        return bytes;
    }

    /// <summary>The scores in a blob.</summary>
    public static float[] Scores(string place, string key, int number, byte[] blob, ReadOnlySpan<byte> checksum)
    {
        Require(Checksum(key, number, blob), checksum, place, number, "the scores");
        var scores = new float[blob.Length / sizeof(float)];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = BinaryPrimitives.ReadSingleLittleEndian(blob.AsSpan(sizeof(float) * i));
        }

        return scores;
    }

    private static byte[] Checksum(string key, int number, string kind, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{kind}\0{key}\0"));
        hash.AppendData(MemoryMarshal.AsBytes([BitConverter.IsLittleEndian ? number : BinaryPrimitives.ReverseEndianness(number)]));
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    private static void Require(byte[] computed, ReadOnlySpan<byte> stored, string place, int number, string what)
    {
        if (!stored.SequenceEqual(computed))
        {
            throw new DataFormatException(
                place,
                0,
                null,
                FormattableString.Invariant($"{what} of trial {number} does not match the checksum, so it was changed or damaged; ") +
                "put a copy in its place that was saved before, or move the study away and sweep anew");
        }
    }

    private static string Unreadable(int number) => FormattableString.Invariant(
        $"trial {number} is whole but of a form that this version does not know; use the version that wrote it");
}
