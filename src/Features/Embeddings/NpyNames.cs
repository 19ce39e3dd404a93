using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Trainer.Features.Data;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Embeddings;

/// <summary>Names of rows in NumPy's .npy: fixed-width texts (U: UTF-32, S: bytes of UTF-8) or integers.</summary>
internal static class NpyNames
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UTF32Encoding _little = new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);
    private static readonly UTF32Encoding _big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true);

    public static string[] Read(Stream stream, long length, DataPlace place, string name, int rows)
    {
        var header = NpyHeader.Read(stream, place);
        var type = header.Type;
        var isWide = type is [_, 'U', ..];
        if (type is not [_, 'U' or 'S' or 'i' or 'u', ..]
            || !int.TryParse(type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || width < 1 || width > RowIds.MaxBytes || (type[1] is 'i' or 'u' && width is not (1 or 2 or 4 or 8)))
        {
            throw place.Error($"{name} is of type {Excerpt.Of(type)}; allowed are texts of up to {RowIds.MaxBytes} characters and " +
                "integers: save ids with ids.astype(str)");
        }

        if (header.Shape is not [var count] || count != rows)
        {
            throw place.Error(FormattableString.Invariant(
                $"{name} has the shape ({string.Join(", ", header.Shape)}) where one name for each of the {rows} vectors is needed"));
        }

        var bytes = new byte[isWide ? 4 * width : width];
        NpyFile.CheckLength((long)rows * bytes.Length, length - header.ByteCount, place, name);
        var names = new string[rows];
        for (var i = 0; i < rows; i++)
        {
            stream.ReadExactly(bytes);
            names[i] = Name(type, bytes, place, name, i);
        }

        return names;
    }

    private static string Name(string type, byte[] bytes, DataPlace place, string name, int row)
    {
        var isBig = type[0] == '>';
        try
        {
            return type[1] switch
            {
                'U' => (isBig ? _big : _little).GetString(bytes).TrimEnd('\0'),
                'S' => _utf8.GetString(bytes).TrimEnd('\0'),
                _ => Integer(bytes, isBig, isSigned: type[1] == 'i').ToString(CultureInfo.InvariantCulture),
            };
        }
        catch (DecoderFallbackException fault)
        {
            throw place.Error(FormattableString.Invariant($"{name} holds no valid Unicode in row {row + 1}; save ids as text"), fault);
        }
    }

    private static Int128 Integer(byte[] bytes, bool isBig, bool isSigned)
    {
        Span<byte> wide = stackalloc byte[16];
        var most = isBig ? bytes[0] : bytes[^1];
        wide.Fill(isSigned && most >= 0x80 ? (byte)0xFF : (byte)0);
        bytes.CopyTo(isBig ? wide[^bytes.Length..] : wide);
        return isBig ? BinaryPrimitives.ReadInt128BigEndian(wide) : BinaryPrimitives.ReadInt128LittleEndian(wide);
    }
}
