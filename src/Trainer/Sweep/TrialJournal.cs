using System.Text.Json;
using Trainer.Export;
using Trainer.Features;

namespace Trainer.Sweep;

/// <summary>
/// The trials of a study, one JSON object per line behind a first line with the study's key; each line is on disk before the next trial is
/// counted. A line that a kill cut short is dropped; a journal of another study is put aside.
/// </summary>
internal sealed class TrialJournal : IDisposable
{
    private readonly string _path;
    private readonly Header _header;
    private readonly SortedDictionary<int, Trial> _trials;
    private readonly FileStream _stream;
    private readonly Lock _lock = new();

    private TrialJournal(string path, string key)
    {
        (_path, _header) = (path, new Header(key));
        _trials = Read(path, key);
        Remembered = [.. _trials.Values];
        WriteInOrder();
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Trials that an earlier run of the same study left.</summary>
    public IReadOnlyList<Trial> Remembered { get; }

    /// <param name="path">The journal's file.</param>
    /// <param name="key">Digest of everything that decides what a trial gives.</param>
    public static TrialJournal Open(string path, string key) => new(path, key);

    public void Append(Trial trial)
    {
        lock (_lock)
        {
            _trials[trial.Spec.Number] = trial;
            _stream.Write(Line(trial));
            _stream.Flush(flushToDisk: true);
        }
    }

    /// <summary>
    /// Ends a study: puts the trials in the order of their numbers, so that the file does not tell which worker was faster.
    /// </summary>
    public void Complete()
    {
        _stream.Dispose();
        WriteInOrder();
    }

    public void Dispose() => _stream.Dispose();

    private void WriteInOrder() => FileReplacement.Write(_path, [.. Line(_header), .. _trials.Values.SelectMany(Line)]);

    private static SortedDictionary<int, Trial> Read(string path, string key)
    {
        var trials = new SortedDictionary<int, Trial>();
        var lines = File.Exists(path) ? File.ReadAllText(path).Split('\n') : [];
        if (lines.Length > 0 && Read<Header>(lines[0])?.Study != key)
        {
            File.Move(path, path + ".other", overwrite: true);
            return trials;
        }

        // The last piece is empty, or a line that was being written when the process died.
        foreach (var trial in lines.Skip(1).SkipLast(1).Select(Read<Trial>).OfType<Trial>())
        {
            trials[trial.Spec.Number] = trial;
        }

        return trials;
    }

    private static byte[] Line<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, BundleJson.Line), (byte)'\n'];

    private static T? Read<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, BundleJson.Line);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private sealed record Header(string Study);
}
