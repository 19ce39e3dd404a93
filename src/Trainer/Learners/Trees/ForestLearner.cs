using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Learners.Settings;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Trees;

/// <summary>
/// Random forest (Breiman 2001). For a pair trees of the four classes of <see cref="PairClass"/> by Gini impurity, as RoRF has it, and the
/// score is the mean over trees of the leaf's share of "strong better" plus "both fail"; for a pool one regression
/// forest per model on its quality.
/// </summary>
/// <param name="Trees">1 to 2,000.</param>
/// <param name="MaxDepth">1 to 40.</param>
/// <param name="MinRows">Least rows of a leaf.</param>
/// <param name="ColumnShare">Share of the columns that a node may ask about, (0, 1].</param>
/// <param name="Bins">Bins per dense column, 2 to 256.</param>
/// <param name="MaxSparseColumns">Of the sparse columns the most frequent so many are looked at.</param>
internal sealed record ForestLearner(
    int Trees = 100,
    int MaxDepth = 20,
    int MinRows = 1,
    double ColumnShare = 1,
    int Bins = 64,
    int MaxSparseColumns = 2000) : ILearner
{
    public const string Name = "forest";

    public static LearnerFamily Family { get; } = new(
        Name,
        "Random forest; for a pair on four classes (strong better, both fail, both fine, weak better), for a pool per model.",
        "Embeddings or statistics, from about a thousand queries; little to tune, but a large bundle.",
        new ForestLearner(Trees: 50, MinRows: 5))
    {
        Space =
        [
            Setting.LogInteger("trees", 50, 200),
            Setting.Integer("maxDepth", 6, 20),
            Setting.LogInteger("minRows", 1, 40),
            Setting.Log("columnShare", 0.05, 1, digits: 2),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    public double Operations(TrainingShape shape)
    {
        var rows = Math.Min(shape.SparseValues, (double)shape.Queries * MaxSparseColumns) + ((double)shape.Queries * shape.DenseColumns);
        var cells = ((double)shape.DenseColumns * Bins) + (16.0 * Math.Min(shape.SparseColumns, MaxSparseColumns));
        var leaves = Math.Min(Math.Pow(2, MaxDepth), (double)shape.Queries / (2 * MinRows));
        return shape.Scores * (double)Trees * ((rows * (Math.Min(MaxDepth, Math.Log2(shape.Queries + 2)) + 1) / 2) + (10 * cells * leaves));
    }

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        Check();
        var matrix = BinnedMatrix.Of(data.Features, Bins, MaxSparseColumns, cancellation);
        var growth = new TreeGrowth(MaxDepth, MinRows: MinRows) { ColumnShare = ColumnShare, ColumnsPerNode = true };
        var trees = new List<(Tree, int)>();
        if (data.IsPair)
        {
            var classes = Targets.FourClasses(data.Quality[0], data.Quality[1]);
            trees.AddRange(RandomForest.Classify(matrix, classes, growth, Trees, seed, cancellation).Select(tree => (tree, 0)));
        }
        else
        {
            for (var m = 0; m < data.Quality.Length; m++)
            {
                trees.AddRange(RandomForest
                    .Regress(matrix, data.Quality[m], growth, Trees, seed + (ulong)m, cancellation).Select(tree => (tree, m)));
            }
        }

        var ensemble = new TreeEnsemble(
            [.. trees], new float[data.ScoresPerQuery], data.Features.Sparse.ColumnCount, data.Features.ColumnCount);
        return new FittedTrees(ensemble, TreeScore.Plain);
    }

    private void Check()
    {
        if (Trees is < 1 or > 2000 || MaxDepth is < 1 or > 40 || MinRows < 1 || ColumnShare is not (> 0 and <= 1) || Bins is < 2 or > 256
            || MaxSparseColumns is < 1 or > 50_000)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"the forest learner has trees {Trees}, maxDepth {MaxDepth}, minRows {MinRows}, columnShare {ColumnShare}, bins {Bins}, ") +
                string.Create(CultureInfo.InvariantCulture, $"maxSparseColumns {MaxSparseColumns}; ") +
                "allowed are trees 1 to 2000, maxDepth 1 to 40, minRows from 1, columnShare in (0, 1], bins 2 to 256, " +
                "maxSparseColumns 1 to 50000");
        }
    }
}
