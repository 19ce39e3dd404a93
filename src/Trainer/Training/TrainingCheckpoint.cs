using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Trainer.Features;
using Trainer.Training.Optimisation;

namespace Trainer.Training;

/// <summary>
/// The whole state of a training in a file: a digest of what is trained and how, the state, the parameters, the optimiser's memory, the
/// best parameters, and a digest of it all. Little-endian; the file's length follows from the training, so that nothing in it decides
/// what is allocated.
/// </summary>
internal sealed class TrainingCheckpoint
{
    private const string Format = "trainer checkpoint 1";
    private const int HeadLength = 32 + 4 + 4 + 8 + 8 + 8 + 8 + 4 + 1;

    private readonly string _path;
    private readonly IOptimizer _optimizer;
    private readonly float[][] _parameters;
    private readonly byte[] _identity;

    /// <summary>The checkpoint of a training at a path.</summary>
    public TrainingCheckpoint(string path, ITrainingTask task, IOptimizer optimizer, TrainingOptions options, ulong seed)
    {
        (_path, _optimizer) = (path, optimizer);
        _parameters = [.. task.Parameters.Select(parameter => parameter.Values)];
        _identity = Identity(task, optimizer, options, seed);
    }

    private long FloatCount => (2 * _parameters.Sum(values => values.LongLength)) + _optimizer.Memory.Sum(values => values.LongLength);

    private long FileLength => HeadLength + (sizeof(float) * FloatCount) + SHA256.HashSizeInBytes;

    /// <summary>Writes the state beside the old one and takes its place.</summary>
    public void Save(TrainingState state) => FileReplacement.Write(_path, stream =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Write(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }

        using var head = new MemoryStream(HeadLength);
        using (var writer = new BinaryWriter(head, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(_identity);
            writer.Write(state.Epoch);
            writer.Write(state.Batch);
            writer.Write(state.Step);
            writer.Write(_optimizer.Steps);
            writer.Write(state.LossSum);
            writer.Write(state.BestScore);
            writer.Write(state.EpochsWithoutGain);
            writer.Write(state.Best is not null);
        }

        Write(head.GetBuffer().AsSpan(0, HeadLength));
        foreach (var values in _parameters.Concat(_optimizer.Memory).Concat(state.Best ?? _parameters))
        {
            Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        stream.Write(hash.GetHashAndReset());
    });

    /// <summary>
    /// Goes back to the saved state if there is one; a file that is cut off, damaged or of another training changes nothing and is
    /// described in the sentence that is returned.
    /// </summary>
    public string? Restore(TrainingState state)
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        string Unusable(string why) => $"the checkpoint {_path} {why}; training starts anew and will replace it";
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.Length != FileLength)
        {
            return Unusable(string.Create(
                CultureInfo.InvariantCulture,
                $"has {file.Length} bytes where this training has {FileLength}: it is cut off, or of another training"));
        }

        // Checked to the end before anything is taken from it.
        if (!HasItsDigest(file))
        {
            return Unusable("does not have the digest of its content: it is damaged");
        }

        file.Position = 0;
        using var reader = new BinaryReader(file);
        if (!reader.ReadBytes(_identity.Length).AsSpan().SequenceEqual(_identity))
        {
            return Unusable("is of a training with other settings or data");
        }

        state.Epoch = reader.ReadInt32();
        state.Batch = reader.ReadInt32();
        state.Step = reader.ReadInt64();
        _optimizer.Steps = reader.ReadInt64();
        state.LossSum = reader.ReadDouble();
        state.BestScore = reader.ReadDouble();
        state.EpochsWithoutGain = reader.ReadInt32();
        var hasBest = reader.ReadBoolean();
        state.Best = hasBest ? Array.ConvertAll(_parameters, values => new float[values.Length]) : null;
        foreach (var values in _parameters.Concat(_optimizer.Memory).Concat(state.Best ?? []))
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        return null;
    }

    /// <summary>Removes the file.</summary>
    public void Delete() => File.Delete(_path);

    private static bool HasItsDigest(FileStream file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (var left = file.Length - SHA256.HashSizeInBytes; left > 0;)
        {
            var read = file.ReadAtLeast(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)), 1);
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        Span<byte> stored = stackalloc byte[SHA256.HashSizeInBytes];
        file.ReadExactly(stored);
        return hash.GetHashAndReset().AsSpan().SequenceEqual(stored);
    }

    // Limits on time may differ: a training may go on for longer than it was first allowed to.
    private static byte[] Identity(ITrainingTask task, IOptimizer optimizer, TrainingOptions options, ulong seed)
    {
        var text = new StringBuilder(Format);
        text.Append(
            CultureInfo.InvariantCulture, $"|{seed}|{task.Count}|{options.BatchSize}|{options.Rate}|{options.ClipNorm:R}|{optimizer}");
        text.Append(CultureInfo.InvariantCulture, $"|{options.CheckpointIdentity}");
        foreach (var parameter in task.Parameters)
        {
            var shape = string.Join(',', parameter.Shape);
            text.Append(CultureInfo.InvariantCulture, $"|{parameter.Name}:{shape}:{parameter.Rate:R}:{parameter.Decays}");
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
