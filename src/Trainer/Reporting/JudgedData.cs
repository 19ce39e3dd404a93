using Trainer.Features.Data;

namespace Trainer.Reporting;

/// <summary>Data that routers were judged on.</summary>
/// <param name="Source">Where they came from, in words.</param>
/// <param name="ContentDigest">SHA-256 of the table's content.</param>
/// <param name="Files">The files read.</param>
/// <param name="Queries">Queries of the table.</param>
/// <param name="QueriesLeftOut">Those that lack an outcome or a score of something compared.</param>
internal sealed record JudgedData(string Source, string ContentDigest, IReadOnlyList<InputFile> Files, int Queries, int QueriesLeftOut);
