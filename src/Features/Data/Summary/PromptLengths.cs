namespace Trainer.Features.Data.Summary;

/// <summary>
/// Quantiles of the prompts' lengths in characters (UTF-16), each the smallest length that the share of prompts does not exceed.
/// </summary>
/// <param name="Min">The shortest.</param>
/// <param name="Q25">A quarter is at most this long.</param>
/// <param name="Median">Half is at most this long.</param>
/// <param name="Q75">Three quarters are at most this long.</param>
/// <param name="Q95">95 % are at most this long.</param>
/// <param name="Max">The longest.</param>
public sealed record PromptLengths(int Min, int Q25, int Median, int Q75, int Q95, int Max)
{
    internal static PromptLengths Of(RoutingTable table)
    {
        var lengths = table.Queries.Select(q => q.Prompt.Length).Order().ToArray();
        int At(double share) => lengths[(int)Math.Ceiling(share * lengths.Length) - 1];
        return new PromptLengths(lengths[0], At(0.25), At(0.5), At(0.75), At(0.95), lengths[^1]);
    }
}
