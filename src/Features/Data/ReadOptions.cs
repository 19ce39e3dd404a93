namespace Trainer.Features.Data;

/// <summary>How to read routing data.</summary>
public sealed record ReadOptions
{
    /// <summary>The value of <see cref="Format"/> that lets the content decide.</summary>
    public const string Auto = "auto";

    /// <summary>Name of a format in <see cref="RoutingData.Formats"/>, or "auto" to recognise it by content.</summary>
    public string Format { get; init; } = Auto;

    /// <summary>
    /// The judge score (1 to 5) from which an answer counts as good enough; RouteLLM and the W&amp;B tutorial use 4.
    /// </summary>
    public double JudgeOkScore { get; init; } = 4;

    /// <summary>JSONL or CSV whose <c>eval_prompt</c> (or <c>prompt</c>) texts are left out, compared exactly; or null.</summary>
    public string? ExcludePromptsFile { get; init; }

    /// <summary>
    /// JSONL or CSV with <c>query</c> and <c>task_name</c> that gives queries without a domain theirs, by exact text; or null. A
    /// text with several task names gets the ordinally smallest.
    /// </summary>
    public string? DomainsFile { get; init; }
}
