using System.Globalization;
using Spectre.Console;
using Trainer.Configuration;
using Trainer.Evaluation;
using Trainer.Evaluation.Conventions;
using Trainer.Sweep;

namespace Benchmarks;

/// <summary>
/// The search on RouteLLM's MMLU tables over five given splits: each time 24 trials by five-fold cross-validation on the training
/// rows alone, the winner fitted on all of them, its scores judged on the test rows, exactly and by RouteLLM's ten bins; and the
/// winner of all MMLU rows on GSM8K.
/// </summary>
internal static class Mmlu
{
    /// <summary>The search of the configuration that ships, n-grams only.</summary>
    public static void Search(string data, int trials) => Run(data, new SweepOptions
    {
        Trials = trials,
        Learners = ["logistic", "neighbours"],
        Features = ["words", "characters", "words+statistics", "characters+statistics", "words+characters", "words+characters+statistics"],
    });

    /// <summary>The search over the default encoder beside n-grams, as configs/routellm-mmlu.yaml has it.</summary>
    public static void SearchWithEncoder(string data, int trials) => Run(data, new SweepOptions
    {
        Trials = trials,
        Learners = ["blend", "logistic", "neighbours"],
        Features = ["encoder", "encoder+words+characters", "encoder+words+characters+statistics"],
    });

    /// <summary>The search over nearest neighbours on the default encoder alone.</summary>
    public static void Neighbours(string data, int trials) =>
        Run(data, new SweepOptions { Trials = trials, Learners = ["neighbours"], Features = ["encoder"] });

    private static void Run(string data, SweepOptions sweep)
    {
        var options = new DataOptions
        {
            Table = [Path.Combine(data, "routellm/routellm/evals/mmlu/responses")],
            Weak = "mistralai/Mixtral-8x7B-Instruct-v0.1",
            Strong = "gpt-4-1106-preview",
        };
        var problem = RoutingProblem.Load(options);
        var exact = new List<double>();
        var tenBins = new List<double>();
        foreach (var split in new[] { "0", "1", "2", "3", "4", "42" })
        {
            var (training, test) = MmluSplit.Of(problem, data, split);
            var (report, chosen) = Judge(training, test, sweep);
            Console.WriteLine(
                Text($"split {split}: {chosen}; exact APGR {report.Apgr.Value:0.000} ({report.Apgr.Low:0.000}-") +
                Text($"{report.Apgr.High:0.000}), 10-bin APGR {report.TenBins:0.000}, CPT20/50/80 {100 * report.Cpt[0]:0.0}/{100 * report.Cpt[1]:0.0}/") +
                Text($"{100 * report.Cpt[2]:0.0} %, n {test.Table.Count}"));
            if (split != "42")
            {
                exact.Add(report.Apgr.Value);
                tenBins.Add(report.TenBins);
            }
        }

        Console.WriteLine(
            Text($"mean of splits 0-4: exact APGR {exact.Average():0.0000}, 10-bin APGR {tenBins.Average():0.0000} ") +
            Text($"(min {tenBins.Min():0.000}, max {tenBins.Max():0.000})"));

        var gsm8k = RoutingProblem.Load(options with
        {
            Table = [Path.Combine(data, "routellm/routellm/evals/gsm8k/gsm8k_responses.csv")],
            ExcludePrompts = Path.Combine(data, "routellm/routellm/evals/gsm8k/contaminated_prompts.jsonl"),
        });
        var (held, winner) = Judge(problem, gsm8k, sweep);
        Console.WriteLine(
            Text($"GSM8K after training on MMLU: {winner}; exact APGR {held.Apgr.Value:0.000} ({held.Apgr.Low:0.000}-") +
            Text($"{held.Apgr.High:0.000}), 10-bin APGR {held.TenBins:0.000}, CPT20/50/80 {100 * held.Cpt[0]:0.0}/") +
            Text($"{100 * held.Cpt[1]:0.0}/{100 * held.Cpt[2]:0.0} %, n {gsm8k.Table.Count}"));
    }

    private static (Judged Report, string Chosen) Judge(RoutingProblem training, RoutingProblem test, SweepOptions sweep)
    {
        var options = new TrainerOptions { Sweep = sweep };
        using var sources = new FeatureSources(options, training, new Trainer.Progress(AnsiConsole.Console, silent: true));
        var crossValidation = new CrossValidation(training, sources, options.Sweep.Folds, options.Seed);
        var objective = new Objective(training, crossValidation.Folds, options.Objective);
        var journal = Path.GetTempFileName();
        File.Delete(journal);
        using var remembered = TrialJournal.Open(journal, "benchmark");
        var best = Study.Best(new Study(crossValidation, objective, options, true, remembered, TimeProvider.System).Run(_ => { }, default));
        var fitted = TrainedRouter.Fit(training, crossValidation, sources, best.Spec, options.Seed, default);
        var scores = fitted.Router.Score(test.Texts);
        var outcomes = PairOutcomes.From(test.Table, 0, 1);
        var asDouble = Array.ConvertAll(scores, score => (double)score);
        var report =
            RouterEvaluation.Run(test.Table, scores, training.MeanCostUsd(), [new NamedSetting("half", 0.5)], true, 42, 1000).Pair!;
        var tenBins = RouteLlmConvention.Of(outcomes, asDouble);
        File.Delete(journal);
        var (learner, settings) = TrialReports.Describe(best.Spec.Learner);
        return (
            new Judged(report.Apgr, tenBins.Apgr, [report.Cpt20.Value, report.Cpt50.Value, report.Cpt80.Value]),
            Text($"{learner} ({settings}) on {best.Spec.Features}, cross-validated {best.Objective:0.0000}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Judged(Trainer.Export.Estimate Apgr, double TenBins, double[] Cpt);
}
