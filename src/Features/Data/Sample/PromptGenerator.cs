using System.Globalization;
using System.Text;

namespace Trainer.Features.Data.Sample;

/// <summary>
/// Fills templates. Everything that makes a prompt harder leaves a trace in its text: the task, rare words, added demands and the
/// length of pasted material. So a router can learn difficulty from text, and a length or word count alone does not suffice.
/// </summary>
internal static class PromptGenerator
{
    private const double RareShare = 0.18;
    private const double RareDifficulty = 0.7;
    private const double DemandDifficulty = 0.45;
    private const double AttachmentShare = 0.35;
    private const double DifficultyPerLine = 0.04;
    private const int MaxLines = 45;

    private static readonly string[] _pointers = ["this ", "these ", "below", "the following"];
    private static readonly string[] _greetings = ["", "", "", "", "Hello, ", "Please help: ", "Quick question. ", "Hi there! "];

    /// <summary>A prompt of a domain.</summary>
    public static PromptDraft Draft(TrafficDomain domain, SeededRandom random)
    {
        var task = Attachments.Pick(random, domain.Tasks);
        var difficulty = task.Difficulty;
        var text = new StringBuilder(Attachments.Pick(random, _greetings));
        text.Append(Fill(task.Text, domain, random, ref difficulty));
        foreach (var demand in Demands(domain, random))
        {
            text.Append(' ').Append(Fill(demand, domain, random, ref difficulty));
            difficulty += DemandDifficulty;
        }

        if (domain.Attachment is { } attachment && (SpeaksOfAttachment(task.Text) || random.NextDouble() < AttachmentShare))
        {
            // Squaring makes short pastes common and long ones rare.
            var share = random.NextDouble();
            var lines = 2 + (int)(share * share * MaxLines);
            text.Append("\n\n").Append(attachment(random, lines));
            difficulty += DifficultyPerLine * lines;
        }

        return new PromptDraft(text.ToString(), difficulty);
    }

    /// <summary>Half the prompts carry no demand, each further one is half as common.</summary>
    private static IEnumerable<string> Demands(TrafficDomain domain, SeededRandom random)
    {
        var left = domain.Demands.ToArray();
        random.Shuffle<string>(left);
        var count = 0;
        while (count < left.Length && random.Next(2) == 0)
        {
            count++;
        }

        return left.Take(count);
    }

    private static bool SpeaksOfAttachment(string task) =>
        Array.Exists(_pointers, pointer => task.Contains(pointer, StringComparison.Ordinal));

    /// <summary>Replaces slots until none is left; words may hold slots themselves.</summary>
    private static string Fill(string template, TrafficDomain domain, SeededRandom random, ref double difficulty)
    {
        var text = new StringBuilder(template.Length * 2);
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open and >= 0)
        {
            var close = rest.IndexOf('}');
            text.Append(rest[..open]).Append(Word(rest[(open + 1)..close].ToString(), domain, random, ref difficulty));
            rest = rest[(close + 1)..];
        }

        return text.Append(rest).ToString();
    }

    private static string Word(string slot, TrafficDomain domain, SeededRandom random, ref double difficulty)
    {
        switch (slot)
        {
            case "n":
                return (random.Next(97) + 3).ToString(CultureInfo.InvariantCulture);
            case "N":
                return (random.Next(9900) + 100).ToString(CultureInfo.InvariantCulture);
            default:
                var words = domain.Slots[slot];
                var isRare = random.NextDouble() < RareShare;
                difficulty += isRare ? RareDifficulty : 0;
                return Fill(Attachments.Pick(random, isRare ? words.Rare : words.Common), domain, random, ref difficulty);
        }
    }
}
