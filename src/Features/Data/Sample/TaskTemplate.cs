namespace Trainer.Features.Data.Sample;

/// <summary>One way of asking, with slots in braces, and how hard it is before anything is added to it.</summary>
internal sealed record TaskTemplate(string Text, double Difficulty);
