using System.Buffers;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Trainer.Features.Data;

/// <summary>Writes gzipped JSON lines, whole or not at all; the same content gives the same bytes.</summary>
internal static class GzippedJsonLines
{
    // Prompts in any script stay readable and short; the files are never embedded in HTML.
    private static readonly JsonWriterOptions _relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one JSON line per item. The gzip header carries no time and no name.</summary>
    public static void Write<T>(string path, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => FileReplacement.Write(path, file =>
    {
        using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        WriteLines(gzip, path, items, write);
    });

    private static void WriteLines<T>(Stream stream, string path, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, _relaxed);
        var line = 0;
        foreach (var item in items)
        {
            line++;
            write(json, item);
            json.Flush();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount > DataLimits.MaxLineBytes)
            {
                throw new DataFormatException(path, line, null, $"the line would have {buffer.WrittenCount} bytes; at most " +
                    $"{DataLimits.MaxLineBytes} (9 MiB) can be read back: shorten the prompt");
            }

            stream.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
            json.Reset();
        }
    }
}
