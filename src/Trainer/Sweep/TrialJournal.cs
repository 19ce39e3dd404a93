using System.Text;
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
    private readonly FileStream _stream;
    private readonly Lock _lock = new();

    private TrialJournal(FileStream stream, IReadOnlyList<Trial> remembered) => (_stream, Remembered) = (stream, remembered);

    /// <summary>Trials that an earlier run of the same study left.</summary>
    public IReadOnlyList<Trial> Remembered { get; }

    /// <param name="path">The journal's file.</param>
    /// <param name="key">Digest of everything that decides what a trial gives.</param>
    public static TrialJournal Open(string path, string key)
    {
        var remembered = new List<Trial>();
        var kept = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Header(key), BundleJson.Line) + "\n").ToList();
        if (File.Exists(path))
        {
            var lines = File.ReadAllText(path).Split('\n');
            if (Read<Header>(lines[0])?.Study == key)
            {
                // The last piece is empty, or a line that was being written when the process died.
                foreach (var line in lines[1..^1])
                {
                    if (Read<Trial>(line) is { } trial)
                    {
                        remembered.Add(trial);
                        kept.AddRange(Encoding.UTF8.GetBytes(line + "\n"));
                    }
                }
            }
            else
            {
                File.Move(path, path + ".other", overwrite: true);
            }
        }

        FileReplacement.Write(path, kept.ToArray());
        return new TrialJournal(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read), remembered);
    }

    public void Append(Trial trial)
    {
        var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(trial, BundleJson.Line) + "\n");
        lock (_lock)
        {
            _stream.Write(line);
            _stream.Flush(flushToDisk: true);
        }
    }

    public void Dispose() => _stream.Dispose();

    private static T? Read<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, BundleJson.Line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Header(string Study);
}
