using Trainer.Features.Data;

namespace Trainer.Replay;

/// <summary>What holds from a time on: the outcomes of all candidates.</summary>
/// <param name="From">Second of the stream from which it holds.</param>
/// <param name="Table">One column per candidate, in the candidates' order; its own names of models may be others.</param>
/// <param name="Rows">The rows on which every candidate was run, by id.</param>
internal sealed record ReplayPhase(double From, RoutingTable Table, int[] Rows);
