using System.Globalization;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;
using Trainer.Features.Pickles;

namespace Trainer.Features.Embeddings;

/// <summary>
/// PyTorch's zip form (torch.save since 1.6): a pickle that only describes, and one entry of numbers per storage. Read are a tensor of
/// two axes, a dictionary of vectors by id (LLMRouter's), a list of vectors, and a dictionary with one tensor of two axes or one named
/// embeddings.
/// </summary>
internal sealed class TorchFile
{
    public const string Advice =
        "only tensors of floats are read: load it where you trust it and write torch.save(vectors.float().cpu().contiguous(), path) " +
        "with one tensor of rows × dimensions, or numpy.save";

    private const string Pickle = "data.pkl";
    private const string Embeddings = "embeddings";
    private const int MaxPickleBytes = 1 << 28;

    // Tensors may share numbers, as views and repeated rows do, but a small file may not become a large matrix.
    private const int MaxSharing = 16;
    private const int AlwaysAllowedValues = 1 << 20;

    private readonly ZipEntries _entries;
    private readonly string _folder;
    private readonly bool _isBigEndian;

    private TorchFile(ZipEntries entries)
    {
        _entries = entries;
        var pickle = entries.Names.First(IsPickle);
        _folder = pickle[..^Pickle.Length];
        if (entries.Contains(_folder + "constants.pkl"))
        {
            throw Place.Error($"is a TorchScript archive, which holds a program; {Advice}");
        }

        if (entries.Contains(_folder + "byteorder"))
        {
            _isBigEndian = Encoding.ASCII.GetString(entries.Bytes(_folder + "byteorder", 16)) switch
            {
                "little" => false,
                "big" => true,
                var other => throw Place.Error($"has the byte order {Excerpt.Of(other)}; allowed are little and big"),
            };
        }
    }

    /// <summary>How files before PyTorch 1.6 start: a pickle of protocol 2 with a magic number.</summary>
    public static ReadOnlySpan<byte> LegacyMagic => [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    private DataPlace Place => _entries.Place;

    public static DataFormatException Legacy(string path) => new(path, 0, null,
        "is in PyTorch's old form without a zip archive; load it where you trust it and save it with a PyTorch of 1.6 or later: " +
        "torch.save(torch.load(path), path)");

    public static bool Recognises(ZipEntries entries) => entries.Names.Any(IsPickle);

    public static EmbeddingFile Read(ZipEntries entries) => new TorchFile(entries).Read();

    private static bool IsPickle(string name) => name == Pickle
        || (name.EndsWith("/" + Pickle, StringComparison.Ordinal) && name.IndexOf('/', StringComparison.Ordinal) == name.LastIndexOf('/'));

    private EmbeddingFile Read()
    {
        var pickle = _entries.Bytes(_folder + Pickle, MaxPickleBytes);
        var root = PickleReader.Read(pickle, TorchGlobals.Tensors(Advice), Place.Path, Pickle);
        return root switch
        {
            TorchTensor tensor => Whole(tensor, null),
            List<object?> list => Rows(list, null),
            object?[] tuple => Rows(tuple, null),
            PickleDictionary dictionary => ByName(dictionary),
            _ => throw Place.Error($"holds no tensors; {Advice}"),
        };
    }

    private EmbeddingFile ByName(PickleDictionary dictionary)
    {
        var tensors = dictionary.Pairs.Where(p => p.Value is TorchTensor).Select(p => (p.Key, Tensor: (TorchTensor)p.Value!)).ToArray();
        if (tensors.Length == dictionary.Pairs.Count && Array.TrueForAll(tensors, t => t.Tensor.IsVector && !IsName(t.Key, Embeddings)))
        {
            return Rows([.. tensors.Select(t => t.Tensor)], [.. tensors.Select(t => Id(t.Key))]);
        }

        var matrices = tensors.Where(t => t.Tensor.Sizes.Length == 2).ToArray();
        var named = Array.FindLast(matrices, m => IsName(m.Key, Embeddings)).Tensor;
        return named is null && matrices.Length != 1
            ? throw Place.Error($"holds a dictionary of neither vectors by id nor one tensor of two axes; {Advice}")
            : Whole(named ?? matrices[0].Tensor, null);
    }

    private EmbeddingFile Whole(TorchTensor tensor, List<string>? ids)
    {
        var shape = new VectorShape(tensor.Sizes, Place, "the tensor");
        CheckSharing(shape.Count, tensor.Storage.Count);
        var values = Load(tensor.Storage);
        if (tensor.Offset > 0 || values.Length != shape.Count || tensor.Strides is not [var rowStride, 1] || rowStride != shape.Columns)
        {
            var rows = new float[shape.Count];
            for (var r = 0; r < shape.Rows; r++)
            {
                tensor.CopyRow(r, values, rows.AsSpan(r * shape.Columns, shape.Columns));
            }

            values = rows;
        }

        return new EmbeddingFile(Place.Path, "pytorch", new DenseMatrix(values, shape.Rows, shape.Columns), ids);
    }

    private EmbeddingFile Rows(IReadOnlyList<object?> items, List<string>? ids)
    {
        var tensors = items.Select((item, i) => item is TorchTensor { IsVector: true } tensor ? tensor : throw Place.Error(
            $"holds something else than a vector as item {i + 1} of its list; {Advice}")).ToArray();
        var columns = tensors.Length > 0 ? tensors[0].Columns : 1;
        var shape = new VectorShape([tensors.Length, columns], Place, "the collection of tensors");
        if (Array.FindIndex(tensors, t => t.Columns != columns) is var other and >= 0)
        {
            throw Place.Error($"vector {other + 1} has {tensors[other].Columns} numbers, but the first has {columns}; all vectors need " +
                "the same dimension");
        }

        // Each storage is read once and let go, however many rows look into it.
        var byStorage = Enumerable.Range(0, tensors.Length).GroupBy(r => tensors[r].Storage.Key, StringComparer.Ordinal).ToArray();
        CheckSharing(shape.Count, byStorage.Sum(g => (long)tensors[g.First()].Storage.Count));
        var values = new float[shape.Count];
        foreach (var rows in byStorage)
        {
            var storage = tensors[rows.First()].Storage;
            var loaded = Load(storage);
            foreach (var row in rows)
            {
                if (tensors[row].Storage != storage)
                {
                    throw Place.Error($"speaks of storage {Excerpt.Of(storage.Key)} in two ways; write the file again");
                }

                tensors[row].CopyRow(0, loaded, values.AsSpan(row * shape.Columns, shape.Columns));
            }
        }

        return new EmbeddingFile(Place.Path, "pytorch", new DenseMatrix(values, shape.Rows, shape.Columns), ids);
    }

    private void CheckSharing(long values, long stored)
    {
        if (values > AlwaysAllowedValues && values / MaxSharing > stored)
        {
            throw Place.Error($"makes {values} numbers out of {stored} that are stored; save tensor.contiguous()");
        }
    }

    private float[] Load(TorchStorage storage)
    {
        var format = new FloatFormat(storage.Kind, _isBigEndian);
        var name = $"{_folder}data/{storage.Key}";
        NpyFile.CheckLength((long)storage.Count * format.Bytes, _entries.Length(name), Place, $"storage {Excerpt.Of(storage.Key)}");
        return _entries.Read(name, stream =>
        {
            var values = new float[storage.Count];
            format.Read(stream, values, Place);
            return values;
        });
    }

    private static bool IsName(object? key, string name) =>
        key is PickleText text && text.Utf8.Length == name.Length && text.Decode() == name;

    private string Id(object? key) => key switch
    {
        long number => number.ToString(CultureInfo.InvariantCulture),
        PickleText { Utf8.Length: <= RowIds.MaxBytes } text when text.Decode() is { Length: > 0 } name => name,
        _ => throw Place.Error($"has a vector whose key is neither an integer nor a text of 1 to {RowIds.MaxBytes} bytes; rename it"),
    };
}
