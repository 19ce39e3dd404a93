namespace Trainer.Features.Data.Sample;

/// <summary>Plays the models' answers to a prompt.</summary>
internal static class SampleAnswers
{
    private const double CharactersPerToken = 4;

    /// <summary>How often the models succeed or fail together rather than each for itself.</summary>
    private const double SharedLuck = 0.35;

    private const int Grades = 4;
    private const double LengthSpread = 0.4;
    private const double SpeedSpread = 0.25;

    /// <summary>The logistic curve of item response theory (Rasch 1960): log odds = skill - difficulty.</summary>
    public static double ExpectedQuality(SampleModel model, TrafficDomain domain, PromptDraft prompt) =>
        1 / (1 + Math.Exp(prompt.Difficulty - model.Skill[domain.Name]));

    /// <summary>
    /// The qualities of all models' answers to one prompt. Each draw is a success if a uniform number lies under the expected
    /// quality; the number is sometimes one for all models, which ties their fates without moving any mean. Graded answers are
    /// the mean of four draws.
    /// </summary>
    public static double[] Qualities(double[] expected, bool isGraded, SeededRandom random)
    {
        var draws = isGraded ? Grades : 1;
        var qualities = new double[expected.Length];
        for (var draw = 0; draw < draws; draw++)
        {
            var (isShared, shared) = (random.NextDouble() < SharedLuck, random.NextDouble());
            for (var m = 0; m < expected.Length; m++)
            {
                var own = random.NextDouble();
                qualities[m] += (isShared ? shared : own) < expected[m] ? 1.0 / draws : 0;
            }
        }

        return qualities;
    }

    /// <summary>Cost in USD and latency in seconds of one answer, both from its length, which is lognormal.</summary>
    public static (double CostUsd, double LatencySeconds) Effort(
        SampleModel model, TrafficDomain domain, PromptDraft prompt, SeededRandom random)
    {
        var inputTokens = Math.Ceiling(prompt.Text.Length / CharactersPerToken);
        var outputTokens = Math.Ceiling(domain.OutputTokens * model.Verbosity * Math.Exp(LengthSpread * random.NextGaussian()));
        var costUsd = ((inputTokens * model.InputUsdPerMTok) + (outputTokens * model.OutputUsdPerMTok)) / 1e6;
        var seconds = model.FirstTokenSeconds + (outputTokens / model.TokensPerSecond);
        var latencySeconds = seconds * Math.Exp(SpeedSpread * random.NextGaussian());
        return (costUsd, Math.Round(latencySeconds, 3));
    }
}
