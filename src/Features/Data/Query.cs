namespace Trainer.Features.Data;

/// <summary>What is known of one prompt before any model is called.</summary>
/// <param name="Id">Unique inside a table.</param>
/// <param name="Prompt">The text that the router sees.</param>
/// <param name="Domain">Task, subject or benchmark, if known.</param>
/// <param name="Group">Conversation, template or source; queries of one group never stand on both sides of a split.</param>
/// <param name="Time">When it was asked, in seconds from a moment that is the same for all queries, if known; nothing learns from it.</param>
public sealed record Query(string Id, string Prompt, string? Domain = null, string? Group = null, double? Time = null);
