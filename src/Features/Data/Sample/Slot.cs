namespace Trainer.Features.Data.Sample;

/// <summary>Words for a slot; the rare ones make a prompt harder.</summary>
internal sealed record Slot(string[] Common, string[] Rare);
