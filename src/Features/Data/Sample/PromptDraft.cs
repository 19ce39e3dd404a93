namespace Trainer.Features.Data.Sample;

/// <summary>A made-up prompt and how hard it is; the difficulty follows from what can be seen in the text.</summary>
internal sealed record PromptDraft(string Text, double Difficulty);
