using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Learners.Settings;
using Trainer.Learners.Supervision;

namespace Trainer.Learners.Trees;

/// <summary>
/// Gradient-boosted trees. For a pool one ensemble per model predicts its quality, or one softmax ensemble the best model; for a pair
/// they give the difference of the two qualities, whether the strong model is needed, or the gap.
/// </summary>
/// <param name="Trees">Rounds, 1 to 5,000.</param>
/// <param name="LearningRate">η in (0, 1].</param>
/// <param name="MaxDepth">1 to 20.</param>
/// <param name="MaxLeaves">At most so many leaves, best first; 0 for no limit but the depth, else 2 to 1,024.</param>
/// <param name="MinRows">Least rows of a leaf.</param>
/// <param name="MinChildWeight">Least sum of curvatures of a leaf.</param>
/// <param name="L2">λ on leaf values.</param>
/// <param name="RowShare">Share of the rows that a tree learns from, (0, 1].</param>
/// <param name="ColumnShare">Share of the columns that a tree may ask about, (0, 1].</param>
/// <param name="Bins">Bins per dense column, 2 to 256.</param>
/// <param name="Patience">Rounds without a better validation loss before it stops; 0 for no early stopping.</param>
/// <param name="ValidationShare">Share of the rows kept for that, (0, 0.5].</param>
/// <param name="Target">What is learned.</param>
/// <param name="Loss">Loss for qualities.</param>
/// <param name="MaxSparseColumns">Of the sparse columns the most frequent so many are looked at.</param>
internal sealed record BoostingLearner(
    int Trees = 200,
    double LearningRate = 0.05,
    int MaxDepth = 6,
    int MaxLeaves = 0,
    int MinRows = 20,
    double MinChildWeight = 1,
    double L2 = 1,
    double RowShare = 0.8,
    double ColumnShare = 0.5,
    int Bins = 256,
    int Patience = 0,
    double ValidationShare = 0.1,
    BoostingTarget Target = BoostingTarget.Quality,
    BoostingLoss Loss = BoostingLoss.LogLoss,
    int MaxSparseColumns = 2000) : ILearner
{
    public const string Name = "boosting";

    public static LearnerFamily Family { get; } = new(
        Name,
        "Gradient-boosted trees on histograms; per model, or for a pair also on whether the strong model is needed.",
        "Embeddings or statistics, from about a thousand queries; finds interactions that a regression cannot.",
        new BoostingLearner(Trees: 100, MaxDepth: 4, Bins: 64))
    {
        Space =
        [
            Setting.LogInteger("trees", 40, 400),
            Setting.Log("learningRate", 0.02, 0.2, digits: 2),
            Setting.Integer("maxDepth", 2, 6),
            Setting.LogInteger("minRows", 5, 50),
            Setting.Log("l2", 0.1, 30, digits: 2),
            Setting.Real("rowShare", 0.5, 1, digits: 2),
            Setting.Real("columnShare", 0.1, 1, digits: 2),
            Setting.PairChoice("target", BoostingTarget.Quality, BoostingTarget.NeedsStrong),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    /// <summary>The settings that a single tree needs.</summary>
    [JsonIgnore]
    internal TreeGrowth Growth => new(MaxDepth, MaxLeaves, MinRows, MinChildWeight, L2) { ColumnShare = ColumnShare };

    public double Operations(TrainingShape shape)
    {
        // Half of the rows on every level but the first, and about ten multiplications for every cell that is searched.
        var rows = Math.Min(shape.SparseValues, (double)shape.Queries * MaxSparseColumns) + ((double)shape.Queries * shape.DenseColumns);
        var cells = ((double)shape.DenseColumns * Bins) + (16.0 * Math.Min(shape.SparseColumns, MaxSparseColumns));
        var leaves = Math.Min(
            MaxLeaves == 0 ? double.MaxValue : MaxLeaves, Math.Min(Math.Pow(2, MaxDepth), (double)shape.Queries / MinRows));
        var single = shape.Models == 2 && Target is BoostingTarget.NeedsStrong or BoostingTarget.Gap;
        return (single ? 1 : shape.Models) * (double)Trees * ((rows * RowShare * (MaxDepth + 1) / 2) + (10 * cells * leaves));
    }

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        Check();
        var matrix = BinnedMatrix.Of(data.Features, Bins, MaxSparseColumns, cancellation);
        var isPair = data.IsPair;
        (TreeEnsemble Ensemble, bool IsSquared) One(double[][] targets, bool isSquared)
        {
            var trees = new List<(Tree, int)>();
            var bases = new List<float>();
            foreach (var target in targets)
            {
                var (grown, start) = Boost(matrix, [target], isSquared, seed + (ulong)bases.Count, cancellation);
                trees.AddRange(grown.Select(entry => (entry.Tree, bases.Count)));
                bases.Add((float)start[0]);
            }

            return (Ensemble(trees, bases, data), isSquared);
        }

        switch (Target)
        {
            case BoostingTarget.NeedsStrong when isPair:
                return new FittedTrees(One([Targets.StrongNeeded(data.Quality[0], data.Quality[1])], false).Ensemble, TreeScore.Plain);
            case BoostingTarget.Gap when isPair:
                return new FittedTrees(One([Targets.Gap(data.Quality[0], data.Quality[1])], true).Ensemble, TreeScore.Plain);
            case BoostingTarget.BestModel:
                var shares = Shares(Targets.BestModel(data.Utility), data.Quality.Length);
                var (grown, starts) = Boost(matrix, shares, false, seed, cancellation);
                var softmax = Ensemble(grown, [.. starts.Select(start => (float)start)], data);
                return new FittedTrees(softmax, isPair ? TreeScore.Difference : TreeScore.Plain);
            default:
                var (ensemble, isSquared) = One(data.Quality, Loss == BoostingLoss.SquaredError);
                return new FittedTrees(
                    ensemble, !isPair ? TreeScore.Plain : isSquared ? TreeScore.Difference : TreeScore.DifferenceOfProbabilities);
        }
    }

    private (List<(Tree Tree, int Output)> Trees, double[] Bases) Boost(
        BinnedMatrix matrix, double[][] targets, bool isSquared, ulong seed, CancellationToken cancellation)
    {
        var rows = Enumerable.Range(0, matrix.RowCount).Where(row => !double.IsNaN(targets[0][row])).ToArray();
        return rows.Length == 0
            ? ([], new double[targets.Length])
            : GradientBoosting.Fit(matrix, targets, rows, isSquared, this, null, seed, cancellation);
    }

    private static TreeEnsemble Ensemble(List<(Tree, int)> trees, List<float> bases, TrainingSet data) =>
        new([.. trees], [.. bases], data.Features.Sparse.ColumnCount, data.Features.ColumnCount);

    private static double[][] Shares(int[] best, int classes) => [.. Enumerable.Range(0, classes)
        .Select(m => Array.ConvertAll(best, index => index < 0 ? double.NaN : index == m ? 1.0 : 0))];

    private void Check()
    {
        void Require(bool holds, string name, object found, string allowed)
        {
            if (!holds)
            {
                throw new UsageException(string.Create(
                    CultureInfo.InvariantCulture, $"{name} of the boosting learner is {found}; allowed is {allowed}"));
            }
        }

        Require(Trees is >= 1 and <= 5000, "trees", Trees, "1 to 5000");
        Require(LearningRate is > 0 and <= 1, "learningRate", LearningRate, "(0, 1]");
        Require(MaxDepth is >= 1 and <= 20, "maxDepth", MaxDepth, "1 to 20");
        Require(MaxLeaves is 0 or (>= 2 and <= 1024), "maxLeaves", MaxLeaves, "0 for no limit, or 2 to 1024");
        Require(MinRows >= 1, "minRows", MinRows, "from 1");
        Require(MinChildWeight is >= 0 and <= 1e9, "minChildWeight", MinChildWeight, "0 to 1e9");
        Require(L2 is >= 0 and <= 1e9, "l2", L2, "0 to 1e9");
        Require(RowShare is > 0 and <= 1, "rowShare", RowShare, "(0, 1]");
        Require(ColumnShare is > 0 and <= 1, "columnShare", ColumnShare, "(0, 1]");
        Require(Bins is >= 2 and <= 256, "bins", Bins, "2 to 256");
        Require(Patience >= 0, "patience", Patience, "0 for no early stopping, or from 1");
        Require(ValidationShare is > 0 and <= 0.5, "validationShare", ValidationShare, "(0, 0.5]");
        Require(MaxSparseColumns is >= 1 and <= 50_000, "maxSparseColumns", MaxSparseColumns, "1 to 50000");
    }
}
