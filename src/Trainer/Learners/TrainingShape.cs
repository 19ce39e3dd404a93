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
