using System.Globalization;

namespace Trainer.Features.Tests.Data.Audit;

/// <summary>Made-up prompts of random words, some of them again with a few words changed.</summary>
internal static class PlantedPrompts
{
    public static string Sentence(SeededRandom random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => string.Create(CultureInfo.InvariantCulture, $"w{random.Next(3000)}")));

    /// <summary>Half of the prompts are new; the others repeat one of them with up to a third of its words changed.</summary>
    public static string[] Make(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var prompts = new List<string>();
        while (prompts.Count < count)
        {
            if (prompts.Count < 2 || random.Next(2) == 0)
            {
                prompts.Add(Sentence(random, 1 + random.Next(60)));
                continue;
            }

            var words = prompts[random.Next(prompts.Count)].Split(' ');
            for (var changes = random.Next(1 + (words.Length / 10)); changes > 0; changes--)
            {
                words[random.Next(words.Length)] = "changed";
            }

            prompts.Add(string.Join(' ', words));
        }

        return [.. prompts];
    }
}
