using System.Globalization;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Features.Text;
using Trainer.Learners;
using Trainer.Learners.Logistic;
using Trainer.Learners.Neighbours;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>Scratch.</summary>
internal static class Scratch
{
    public static void Run(string data)
    {
        var problem = RoutingProblem.Load(new DataOptions { Table = [Path.Combine(data, "routellm/routellm/evals/mmlu/responses")], Weak = "mistralai/Mixtral-8x7B-Instruct-v0.1", Strong = "gpt-4-1106-preview" });
        Console.WriteLine(problem.Table.Count);
        var all = Enumerable.Range(0, problem.Table.Count).ToArray();
        var specs = new (string, TextFeatureSpec)[]
        {
            ("words", new(new(1, 2, 50_000, 1, false), null, false)),
            ("words-sub", new(new(1, 2, 40_000), null, false)),
            ("chars", new(null, new(3, 3, 30_000), false)),
            ("wide", new(null, new(2, 5, 60_000), false)),
            ("w+c", new(new(1, 2, 40_000), new(3, 3, 30_000), false)),
            ("w+c+s", new(new(1, 2, 40_000), new(3, 3, 30_000), true)),
            ("w+wide+s", new(new(1, 2, 40_000), new(2, 5, 60_000), true)),
        };
        foreach (var (name, spec) in specs)
        {
            var results = new Dictionary<string, List<double>>();
            var clock = System.Diagnostics.Stopwatch.StartNew();
            double feat = 0, fit = 0;
            for (var seed = 0; seed < 5; seed++)
            {
                var test = File.ReadLines(Path.Combine(data, $"mmlu_splits/test_rows_{seed}.txt")).Where(l => l.Length > 0).Select(l => int.Parse(l, CultureInfo.InvariantCulture)).ToArray();
                var isTest = test.ToHashSet();
                var train = all.Where(r => !isTest.Contains(r)).ToArray();
                var tr = problem.Select(train);
                var te = problem.Select(test);
                clock.Restart();
                var f = TextFeatures.Fit(tr.Texts, spec);
                var x = f.Transform(tr.Texts);
                var xt = f.Transform(te.Texts);
                feat += clock.Elapsed.TotalSeconds;
                foreach (var (ln, learner) in new (string, ILearner)[]
                {
                    ("lr .1", new LogisticLearner(0.1)), ("lr .3", new LogisticLearner(0.3)), ("lr 1", new LogisticLearner(1)), ("lr 3", new LogisticLearner(3)), ("needs 1", new LogisticLearner(1, PairTarget.NeedsStrong)),
                    ("knn 100", new NeighboursLearner(100, 1)), ("knn 400", new NeighboursLearner(400, 5)),
                })
                {
                    clock.Restart();
                    var fitted = learner.Fit(tr.ToTrainingSet(x), 1, default);
                    fit += clock.Elapsed.TotalSeconds;
                    var s = fitted.Score(xt, te.Texts);
                    var apgr = new CostQualityCurve(new PairOutcomes(te.Table.Quality(0).ToArray(), te.Table.Quality(1).ToArray()), Array.ConvertAll(s, v => (double)v)).Apgr();
                    if (!results.TryGetValue(ln, out var list)) results[ln] = list = [];
                    list.Add(apgr);
                }
            }
            Console.WriteLine($"{name}: features {feat / 5:0.00}s fit {fit / 35:0.00}s  " + string.Join("  ", results.Select(r => $"{r.Key} {r.Value.Average():0.0000}")));
        }
    }
}
