using Spectre.Console;
using Trainer.Calibration;
using Trainer.Configuration;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners;
using Trainer.Learners.Carrot;
using Trainer.Learners.Logistic;
using Trainer.Onnx;
using Trainer.Sweep;
using Trainer.Sweep.Selection;
using Trainer.Tests.Commands;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Tests.Sweep.Selection;

[TestClass]
public sealed class EnsembleRouterTests
{
    [TestMethod]
    [DataRow(true, true)]
    [DataRow(false, true)]
    [DataRow(false, false)]
    public void BuildGraph_MembersOfDifferentFeatures_ScoresAsTheRouter(bool isPair, bool encoderInGraph)
    {
        using var folder = new TempFolder();
        var problem = Problem(isPair);
        using var sources = Sources(problem, folder, encoderInGraph);
        var trained = Fit(problem, sources, Members(isPair));
        var scores = trained.Router.Score(problem.Texts, problem.Scores);
        var perQuery = trained.Router.ScoresPerQuery;
        Assert.AreEqual(isPair ? 1 : 6, perQuery, "carrot predicts costs of a pool");
        CollectionAssert.AreEqual(new[] { "judged", "verified" }, trained.Router.ScoreNames.ToArray());

        using var session = new GraphSession(trained.Router.BuildGraph(new Dictionary<string, string>()));
        var unsettled = trained.Router.Unsettled(problem.Texts, trained.Router.Raw(problem.Texts, problem.Scores), problem.Scores);
        Assert.IsLessThan(20, unsettled.Count(isUnsettled => isUnsettled));
        var encoder = trained.Encoder!;
        var actual = new float[perQuery];
        var external = problem.Scores.Of(trained.Router.ScoreNames);
        for (var row = 0; row < problem.Texts.Length; row++)
        {
            session.Run(
                new GraphInputs(1)
                {
                    Texts = [problem.Texts[row]],
                    Pieces = encoderInGraph ? Encoder.Pieces(problem.Texts[row], encoder.Network!.Tokenizer, encoder.Network.Settings) : null,
                    Embeddings = encoderInGraph ? null : trained.Router.OutsideTheGraph!.Embed([problem.Texts[row]]).Values.ToArray(),
                    ExternalScores = external.Values.Row(row).ToArray(),
                },
                actual);
            for (var i = 0; i < perQuery && !unsettled[row]; i++)
            {
                Assert.AreEqual(scores[(row * perQuery) + i], actual[i], 1e-5f, $"row {row}, score {i}");
            }
        }
    }

    [TestMethod]
    public void BuildGraph_EqualTextFeatures_AreWrittenOnce()
    {
        var problem = Problem(isPair: true);
        using var sources = Tables.Sources(problem);
        int TextNodes(params string[] sets)
        {
            var trained = Fit(problem, sources, new Ensemble([.. sets.Select((set, i) =>
                new EnsembleMember(new TrialSpec(i, set, new LogisticLearner(C: 1 + i)), 1.0 / sets.Length))]));
            return Trainer.Onnx.Schema.ModelProto.Parser.ParseFrom(trained.Router.BuildGraph(new Dictionary<string, string>()))
                .Graph.Node.Count(node => node.OpType is "LabelEncoder" or "Tokenizer");
        }

        var one = TextNodes("words");
        Assert.IsGreaterThan(0, one);
        Assert.AreEqual(one, TextNodes("words", "words"));
        Assert.AreEqual(one, TextNodes("words", "scores+words"), "another feature set with the same text features");
        Assert.AreEqual(one + TextNodes("words+statistics"), TextNodes("words", "words+statistics"), "text features of another kind stand apart");
    }

    [TestMethod]
    [DataRow(true, "logistic")]
    [DataRow(false, "carrot")]
    public void BuildGraph_OneMember_IsTheSameToTheByteAsOneLearnerWithItsCalibration(bool isPair, string learner)
    {
        var problem = Problem(isPair);
        using var sources = Tables.Sources(problem);
        var spec = new TrialSpec(0, "words+statistics", LearnerFamily.Find(learner)!.Default);
        var trained = Fit(problem, sources, Ensemble.Of(spec));

        var (features, vectors) = sources.FitTransform(spec.Features, problem.Texts, problem.Scores, default);
        var fitted = spec.Learner.Fit(problem.ToTrainingSet(vectors), 3, default);
        PlattScaling[] maps = [.. trained.Calibration.Maps.Cast<PlattScaling>()];
        var graph = new GraphBuilder("router");
        var inputs = new QueryInputs(graph);
        var raw = fitted.Emit(inputs, features.Emit(inputs));
        string Columns(long from, long to) => graph.Add("Slice", [
            raw, graph.Constant("from", [from], 1), graph.Constant("to", [to], 1), graph.Constant("axis", [1L], 1),
        ]);
        var quality = fitted.PredictsCosts ? Columns(0, maps.Length) : raw;
        var slopes = graph.Constant("calibration_slope", Array.ConvertAll(maps, map => map.Slope), maps.Length);
        var offsets = graph.Constant("calibration_offset", Array.ConvertAll(maps, map => map.Offset), maps.Length);
        var scores = graph.Add("Sigmoid", [graph.Add("Add", [graph.Add("Mul", [quality, slopes]), offsets])]);
        if (fitted.PredictsCosts)
        {
            scores = graph.Add("Concat", [scores, Columns(maps.Length, 2 * maps.Length)], Attr.Int("axis", 1));
            graph.Output(GraphSession.ScoresName, scores, DataType.Float, GraphBuilder.Batch, 2 * maps.Length);
        }
        else
        {
            var winRate = graph.Add("Squeeze", [scores, graph.Constant("axes", [1L], 1)]);
            graph.Output(GraphSession.ScoresName, winRate, DataType.Float, GraphBuilder.Batch);
        }

        CollectionAssert.AreEqual(graph.Build(new Dictionary<string, string>()), trained.Router.BuildGraph(new Dictionary<string, string>()));
        var perQuery = trained.Router.ScoresPerQuery;
        CollectionAssert.AreEqual(
            ScoreCalibration.Apply(maps, fitted.Score(vectors, problem.Texts), perQuery), trained.Router.Score(problem.Texts));
    }

    [TestMethod]
    public void Fit_Pair_CalibratesTheMeanLogOddsOfCalibratedMembers()
    {
        var problem = Problem(isPair: true);
        using var sources = Tables.Sources(problem);
        var crossValidation = new CrossValidation(problem, sources, 3, 1);
        TrialSpec[] specs = [new(0, "words", new LogisticLearner()), new(1, "statistics", new LogisticLearner(C: 3))];
        var trained = TrainedRouter.Fit(
            problem, crossValidation, sources, new Ensemble([new(specs[0], 0.75), new(specs[1], 0.25)]), 3, default, Platt);

        var logOdds = new double[problem.Table.Count];
        foreach (var (spec, weight) in specs.Zip([0.75, 0.25]))
        {
            var raw = crossValidation.OutOfFoldScores(spec, 3, default);
            var map = ScoreCalibration.Fit(problem, raw)[0];
            for (var row = 0; row < raw.Length; row++)
            {
                logOdds[row] += weight * ((map.Slope * (double)raw[row]) + map.Offset);
            }
        }

        double[] targets = [.. Enumerable.Range(0, logOdds.Length).Select(row => ScoreCalibration.Target(problem, row, 0))];
        var last = PlattScaling.Fit(logOdds, targets);
        for (var row = 0; row < logOdds.Length; row++)
        {
            Assert.AreEqual(1 / (1 + Math.Exp(-((last.Slope * logOdds[row]) + last.Offset))), trained.OutOfFoldScores[row], 1e-4);
        }
    }

    [TestMethod]
    public void Refusal_WhatDoesNotGoIntoOneGraph_IsSaidInASentence()
    {
        static TrialSpec Of(string features, string learner = "logistic") => new(0, features, LearnerFamily.Find(learner)!.Default);
        Assert.IsNull(Ensemble.Refusal([Of("encoder"), Of("encoder:pca4+words"), Of("embeddings"), Of("", "constant")], encoderInBundle: true));
        Assert.IsNull(Ensemble.Refusal([Of("", "best")], encoderInBundle: true), "one alone is no ensemble");
        StringAssert.StartsWith(Ensemble.Refusal([Of("words"), Of("", "best")], true), "best is a policy");
        StringAssert.StartsWith(Ensemble.Refusal([Of("encoder"), Of("encoder:windows")], true), "the members have 2 encoders");
        StringAssert.StartsWith(Ensemble.Refusal([Of("encoder"), Of("", "bert")], true), "the members have 2 encoders");
        StringAssert.StartsWith(Ensemble.Refusal([Of("encoder"), Of("embeddings")], false), "some members read embeddings of your own");
    }

    private static CalibrationOptions Platt => new() { Method = "platt" };

    private static Ensemble Members(bool isPair) => new([
        new(new TrialSpec(0, "words", new LogisticLearner()), 0.4),
        new(new TrialSpec(1, "encoder", LearnerFamily.Find("mlp")!.Default), 0.2),
        new(new TrialSpec(2, "scores:judged+words+encoder", LearnerFamily.Find("boosting")!.Default), 0.2),
        new(new TrialSpec(3, "scores", isPair ? new LogisticLearner() : new CarrotLearner()), 0.1),
        new(new TrialSpec(4, "", LearnerFamily.Find("constant")!.Default), 0.1),
    ]);

    private static TrainedRouter Fit(RoutingProblem problem, FeatureSources sources, Ensemble ensemble) =>
        TrainedRouter.Fit(problem, new CrossValidation(problem, sources, 3, 1), sources, ensemble, 3, default, Platt);

    private static RoutingProblem Problem(bool isPair)
    {
        var random = new SeededRandom(21);
        double[] Scores() => [.. Enumerable.Range(0, 120).Select(_ => random.NextDouble())];
        return Tables.Problem(Tables.Random(120, isPair ? 2 : 3, 4).WithScores(["verified", "judged"], [Scores(), Scores()]), isPair);
    }

    private static FeatureSources Sources(RoutingProblem problem, TempFolder folder, bool inGraph) => new(
        new TrainerOptions
        {
            Encoder = new EncoderOptions { Folder = TinyEncoder.Save(folder, "tiny"), CacheFolder = folder["cache"], InBundle = inGraph },
        },
        problem,
        new Progress(AnsiConsole.Console, silent: true));
}
