using System.Globalization;
using System.Text.Json.Serialization;
using Trainer.Features;
using Trainer.Learners.Projection;
using Trainer.Learners.Settings;
using Trainer.Training;
using Trainer.Training.Optimisation;

namespace Trainer.Learners.GraphRouter;

/// <summary>
/// GraphRouter (Feng et al. 2025, arXiv:2410.03834), inductive: training queries and models are the two sides of a graph whose edges are
/// the observed outcomes. Models gather messages from training queries in two rounds; their states are computed once, from all training
/// edges, and shipped as constants. A new query has no edge: its state is a learned projection of its own features, so that its scores
/// depend on nothing else.
/// </summary>
/// <param name="Width">Width of the states.</param>
/// <param name="Hidden">Width of a hidden tanh layer of the query's projection; 0 for none.</param>
/// <param name="Visible">Share of the edges that carry messages in a draw; the others are predicted.</param>
/// <param name="Draws">Draws of a step.</param>
/// <param name="Edges">
/// Training edges of a step, at most about so many: queries are drawn until they may have them, and where there are more, a step sees a
/// part of the graph.
/// </param>
/// <param name="Rate">AdamW's learning rate.</param>
/// <param name="Decay">AdamW's weight decay.</param>
/// <param name="Epochs">At most so many times through the training queries.</param>
/// <param name="Patience">Ends after so many epochs without a better validation loss; 0 never does.</param>
/// <param name="Validation">
/// Share of the training queries that is held out to see when to stop; 0 holds out none and looks at the training loss.
/// </param>
internal sealed record GraphRouterLearner(
    int Width = 64,
    int Hidden = 0,
    double Visible = 0.3,
    int Draws = 4,
    int Edges = 512,
    double Rate = 3e-3,
    double Decay = 1,
    int Epochs = 100,
    int Patience = 10,
    double Validation = 0.2) : ILearner
{
    public const string Name = "graph";

    private const int MaxWidth = 2048;
    private const int FewestQueries = 16;
    private const int FewestToHoldOut = 10;

    // A loss that is lower by less is no gain.
    private const double Tolerance = 1e-4;

    public static LearnerFamily Family { get; } = new(
        Name,
        "Graph network over training queries and models; the models' states come from their outcomes (GraphRouter).",
        "Embeddings, and a pool of models, of which some may have been run on few queries.",
        new GraphRouterLearner())
    {
        Space =
        [
            Setting.LogInteger("width", 32, 128),
            Setting.Choice("hidden", 0, 64),
            Setting.Real("visible", 0.2, 0.6, digits: 2),
            Setting.Log("rate", 5e-4, 5e-3),
            Setting.Log("decay", 0.1, 10),
        ],
    };

    [JsonIgnore]
    public bool UsesFeatures => true;

    // A step back costs twice a step forward; fifty epochs are usual before nothing gets better.
    public double Operations(TrainingShape shape)
    {
        var first = Hidden > 0 ? Hidden : Width;
        var perQuery = ((double)Hidden * Width) + ((1.0 + Draws) * Width * Width) + (8.0 * Draws * shape.Models * Width);
        return 3 * Math.Min(Epochs, 50) * ((shape.Product * first) + (shape.Queries * perQuery));
    }

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        Check();
        int[] rows = [.. Enumerable.Range(0, data.Count).Where(row => data.Quality.Any(column => !double.IsNaN(column[row])))];
        var projection = new QueryProjection(data.Features, Hidden, Width);
        var network = new GraphNetwork(projection.Width, data.Quality.Length);
        var parameters = new ParameterSet();
        projection.AddTo(parameters, new SeededRandom(seed, 0x50524F));
        network.AddTo(parameters, data.Quality, new SeededRandom(seed, 0x475241));

        new SeededRandom(seed, 0x56414C).Shuffle<int>(rows);
        var heldOut = (int)Math.Round(Validation * rows.Length);
        heldOut = heldOut < FewestToHoldOut ? 0 : heldOut; // too few to tell one epoch from another
        var batch = Math.Min(Math.Max(FewestQueries, Edges / data.Quality.Length), Math.Max(1, rows.Length - heldOut));
        using var task = new GraphRouterTask(
            this, network, projection, parameters, data.Features, data.Quality, rows[heldOut..], rows[..heldOut], batch, cancellation);
        if (rows.Length > 0)
        {
            var options = new TrainingOptions(new LearningRate(Rate), batch, Epochs) { Patience = Patience, Tolerance = Tolerance };
            TrainingLoop.Run(task, new Adam(parameters, decay: Decay), options, seed, cancellation);
        }

        var states = task.States(rows); // what was held out has done its service, and its edges carry messages as all others do
        return new FittedProjection(projection, parameters, data.ScoresPerQuery, (graph, nodes, h) => network.EmitScores(
            graph, nodes, h, graph.Constant("model_states", states, data.Quality.Length, projection.Width), data.IsPair));
    }

    private void Check()
    {
        Check(Width is >= 1 and <= MaxWidth, "width", Width, "1 to 2048");
        Check(Hidden is >= 0 and <= MaxWidth, "hidden", Hidden, "0 to 2048");
        Check(Visible is > 0 and < 1, "visible", Visible, "(0, 1)");
        Check(Draws is >= 1 and <= 16, "draws", Draws, "1 to 16");
        Check(Edges is >= 1 and <= 1 << 20, "edges", Edges, "1 to 1048576");
        Check(Rate is > 0 and <= 1, "rate", Rate, "(0, 1]");
        Check(Decay is >= 0 and <= 100, "decay", Decay, "[0, 100]");
        Check(Epochs is >= 1 and <= 100_000, "epochs", Epochs, "1 to 100000");
        Check(Patience >= 0, "patience", Patience, "a number from 0");
        Check(Validation is >= 0 and <= 0.5, "validation", Validation, "[0, 0.5]");
    }

    private static void Check(bool isAllowed, string name, double value, string allowed)
    {
        if (!isAllowed)
        {
            throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"{name} of the graph learner is {value}; allowed is {allowed}"));
        }
    }
}
