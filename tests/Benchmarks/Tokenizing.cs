using System.Globalization;
using System.Text;
using Trainer.Features.Encoders;

namespace Benchmarks;

/// <summary>How fast tokenizers read a text, on one thread: MB of UTF-8 per second of processor time, the median of rounds.</summary>
internal static class Tokenizing
{
    private const int Rounds = 7;
    private const int Piece = 2000; // characters of one call, about a prompt

    public static void Run(string textFile, IEnumerable<string> tokenizers)
    {
        var text = File.ReadAllText(textFile);
        text = text[..Math.Min(text.Length, 8 << 20)];
        var bytes = Encoding.UTF8.GetByteCount(text);
        foreach (var path in tokenizers)
        {
            var tokenizer = TokenizerFile.Read(path);
            var ids = new List<int>();
            var pieces = Median(() => Short(tokenizer, text, ids));
            var whole = Median(() => Whole(tokenizer, text, ids));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {pieces:F1} MB/s in pieces of {Piece}, {whole:F1} MB/s whole; {ids.Count} ids"));
        }

        double Median(Action round)
        {
            var speeds = new List<double>();
            for (var i = 0; i < Rounds; i++)
            {
                var before = Environment.CpuUsage.TotalTime;
                round();
                speeds.Add(bytes / 1e6 / (Environment.CpuUsage.TotalTime - before).TotalSeconds);
            }

            speeds.Sort();
            return speeds[Rounds / 2];
        }
    }

    private static void Short(ITokenizer tokenizer, string text, List<int> ids)
    {
        for (var at = 0; at < text.Length; at += Piece)
        {
            ids.Clear();
            tokenizer.Encode(text.AsSpan(at, Math.Min(Piece, text.Length - at)), ids);
        }
    }

    private static void Whole(ITokenizer tokenizer, string text, List<int> ids)
    {
        ids.Clear();
        tokenizer.Encode(text, ids);
    }
}
