using Trainer.Features;
using Trainer.Learners;

namespace Trainer.Tests.Learners;

/// <summary>Prompts of words that <see cref="TinyTransformer"/> knows, the first of which decides what a model can do.</summary>
internal static class DecidingWords
{
    private static readonly string[] Words = ["prove", "translate", "list", "write", "explain", "sum", "contract", "code", "poem", "what"];

    /// <summary>The weak model fails where the prompt begins with one of the first five words, the strong one never.</summary>
    public static TrainingSet Data(int count, ulong seed = 7)
    {
        var random = new SeededRandom(seed);
        string[] texts = [.. Enumerable.Range(0, count).Select(_ =>
            string.Join(' ', Enumerable.Range(0, 1 + random.Next(6)).Select(i => Words[random.Next(i == 0 ? 10 : 5) + (i == 0 ? 0 : 5)])))];
        double[] weak = [.. texts.Select(text => Array.IndexOf(Words, text.Split(' ')[0]) < 5 ? 0.0 : 1.0)];
        return new TrainingSet(FeatureMatrix.Empty(count), [weak, [.. weak.Select(_ => 1.0)]], IsPair: true) { Texts = texts };
    }
}
