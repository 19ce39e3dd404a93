using System.Globalization;

namespace Trainer.Features.Data.Sample;

/// <summary>
/// Made-up traffic for trying things out: seven domains, four models of very different price, right-or-wrong and graded answers,
/// costs, latencies, conversations, a few repeated prompts and a few missing outcomes. Nothing in it was ever asked or answered.
/// </summary>
/// <param name="Table">The routing table.</param>
/// <param name="Truth">What each model's answer was worth in expectation.</param>
public sealed record SampleTable(RoutingTable Table, SampleTruth Truth)
{
    private const double MissingShare = 0.01;
    private const double RepeatShare = 0.01;
    private const double ConversationShare = 0.15;
    private const int MaxFollowUps = 3;

    private static readonly TrafficDomain[] _domains =
    [
        CodeTraffic.Domain, MathsTraffic.Domain, LawTraffic.Domain, ChatTraffic.Domain,
        TranslationTraffic.Domain, ExtractionTraffic.Domain, KnowledgeTraffic.Domain,
    ];

    /// <summary>
    /// Makes up a number of queries. The same seed gives the same table; more queries only add rows at the end. O(queries).
    /// </summary>
    public static SampleTable Generate(int queries, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(queries);
        var random = new SeededRandom(seed);
        var models = SampleModel.All;
        var builder = new RoutingTableBuilder("sample");
        builder.DeclareModels(models.Select(m => m.Name), new DataPlace("sample"));
        var asked = new List<(TrafficDomain Domain, PromptDraft Prompt, string? Group)>(queries);
        var truth = models.Select(_ => new double[queries]).ToArray();
        var (followUps, conversations) = (0, 0);
        for (var row = 0; row < queries; row++)
        {
            asked.Add(Next());
            Play(row);
        }

        var table = builder.Build();
        return new SampleTable(table, new SampleTruth([.. table.Queries.Select(q => q.Id)], table.Models, truth));

        (TrafficDomain, PromptDraft, string?) Next()
        {
            if (followUps > 0)
            {
                followUps--;
                return (asked[^1].Domain, PromptGenerator.Draft(asked[^1].Domain, random), asked[^1].Group);
            }

            if (asked.Count > 0 && random.NextDouble() < RepeatShare)
            {
                return asked[random.Next(asked.Count)];
            }

            var domain = PickDomain(random);
            var isConversation = random.NextDouble() < ConversationShare;
            followUps = isConversation ? 1 + random.Next(MaxFollowUps) : 0;
            return (domain, PromptGenerator.Draft(domain, random), isConversation ? Numbered("conversation", ++conversations) : null);
        }

        void Play(int row)
        {
            var (domain, prompt, group) = asked[row];
            var at = new DataPlace("sample", row + 1);
            builder.AddQuery(new Query(Numbered("sample", row + 1), prompt.Text, domain.Name, group), at);
            var expected = models.Select(m => SampleAnswers.ExpectedQuality(m, domain, prompt)).ToArray();
            var qualities = SampleAnswers.Qualities(expected, domain.IsGraded, random);
            for (var m = 0; m < models.Count; m++)
            {
                truth[m][row] = expected[m];
                var (costUsd, latencySeconds) = SampleAnswers.Effort(models[m], domain, prompt, random);
                if (random.NextDouble() >= MissingShare)
                {
                    builder.SetQuality(row, m, qualities[m], at);
                    builder.SetCostUsd(row, m, costUsd, at);
                    builder.SetLatencySeconds(row, m, latencySeconds, at);
                }
            }
        }
    }

    private static TrafficDomain PickDomain(SeededRandom random)
    {
        var share = random.NextDouble();
        foreach (var domain in _domains)
        {
            share -= domain.Share;
            if (share < 0)
            {
                return domain;
            }
        }

        return _domains[^1];
    }

    private static string Numbered(string word, int number) => string.Create(CultureInfo.InvariantCulture, $"{word}-{number:000000}");
}
