namespace Trainer.Learners;

/// <summary>What the cost of a fit depends on.</summary>
/// <param name="Queries">Training queries.</param>
/// <param name="SparseColumns">Sparse features.</param>
/// <param name="SparseValues">Stored sparse values of all queries together.</param>
/// <param name="DenseColumns">Dense features.</param>
/// <param name="Scores">Scores per query: 1 for a pair, else the number of models.</param>
/// <param name="Models">Candidate models.</param>
internal sealed record TrainingShape(int Queries, int SparseColumns, long SparseValues, int DenseColumns, int Scores, int Models)
{
    /// <summary>Pieces of a query, on average, where an encoder is trained.</summary>
    public double Pieces { get; init; } = 90;

    /// <summary>An encoder's weights that every piece is multiplied with; those of piece embeddings are not among them.</summary>
    public double EncoderWeights { get; init; } = 4.9e6;

    public static TrainingShape Of(TrainingSet data) => new(
        data.Count,
        data.Features.Sparse.ColumnCount,
        data.Features.Sparse.StoredCount,
        data.Features.Dense.ColumnCount,
        data.ScoresPerQuery,
        data.Quality.Length);

    /// <summary>Multiplications of the features of all queries with one vector.</summary>
    public double Product => SparseValues + ((double)Queries * DenseColumns);
}
