using System.Globalization;
using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning;
using Trainer.Sweep.Tuning.LocalSearch;
using Trainer.Sweep.Tuning.Sobol;
using Trainer.Sweep.Tuning.Tpe;

namespace Benchmarks.Tuning;

/// <summary>
/// Which tuner finds good points of tabulated spaces soonest: the regret, which is what the best point found lacks to the best of the
/// space, after so many trials and after so much cost, of many seeds; each tuner sees the results of all but the four latest trials.
/// </summary>
internal static class Tuners
{
    private const int Lag = 4;
    private const int Longest = 100;

    private static readonly (string Name, Func<SearchSpace, ulong, ITuner> Make)[] All =
    [
        ("random", (space, seed) => new RandomTuner(space, seed)),
        ("sobol", (space, seed) => new SobolTuner(space, seed)),
        ("tpe", (space, seed) => new TpeTuner(space, seed)),
        ("cost-frugal", (space, seed) => new CostFrugalTuner(space, seed)),
        ("blend", (space, seed) => new BlendTuner(space, seed)),
    ];

    /// <param name="data">The shared data folder.</param>
    /// <param name="folder">Where the tables are kept.</param>
    /// <param name="names">Spaces; all where there are none.</param>
    public static void Tabulate(string data, string folder, string[] names)
    {
        Directory.CreateDirectory(folder);
        foreach (var space in TabulatedSpace.All(data).Where(space => names.Length == 0 || names.Contains(space.Name)))
        {
            SpaceTable.Make(space, FileOf(folder, space), workers: 2);
        }
    }

    /// <param name="data">The shared data folder.</param>
    /// <param name="folder">Where the tables are kept.</param>
    /// <param name="seeds">Searches per tuner.</param>
    public static void Race(string data, string folder, int seeds)
    {
        foreach (var space in TabulatedSpace.All(data))
        {
            var table = SpaceTable.Read(space, FileOf(folder, space));
            var count = table.Ranking.Count;
            if (count == 0)
            {
                Console.WriteLine($"{space.Name}: no table; make it with tuner-tables");
                continue;
            }

            Console.WriteLine(
                Text($"{space.Name}: {count} of {table.Size} points, objective {table.Ranking[^1]:0.0000} to {table.Ranking[0]:0.0000}, ") +
                Text($"median {table.Ranking[count / 2]:0.0000}"));
            var runs = All.ToDictionary(
                tuner => tuner.Name,
                tuner => Enumerable.Range(0, seeds).AsParallel().AsOrdered().WithDegreeOfParallelism(2)
                    .Select(seed => Run(table, tuner.Make, (ulong)seed, tuner.Name == "random" ? 2 * Longest : Longest)).ToArray());
            Console.WriteLine(
                "tuner | 25 trials | 50 trials | 100 trials | cost of 25 random trials | of 50 | of 100 | trials at that cost");
            var unit = runs["random"].SelectMany(run => run.Take(100)).Average(step => step.Cost);
            foreach (var (name, run) in runs)
            {
                Print(name, run, [25, 50, 100], [25 * unit, 50 * unit, 100 * unit]);
            }

            Print("random, twice the budget", runs["random"], [50, 100, 200], [50 * unit, 100 * unit, 200 * unit]);
        }
    }

    // Regret after each trial, and what the trial cost.
    private static (double Regret, double Cost)[] Run(SpaceTable table, Func<SearchSpace, ulong, ITuner> make, ulong seed, int trials)
    {
        var tuner = new DistinctTuner(table.Space, seed, other => make(table.Space, other));
        var history = new List<Observation>();
        var steps = new List<(double, double)>();
        var best = double.NegativeInfinity;
        for (var number = 0; number < trials; number++)
        {
            var proposal = tuner.Propose(number, history);
            var (value, cost) = table[proposal.Point];
            history.Add(new Observation(number, proposal, TrialOutcome.Pending, [], cost));
            if (number >= Lag)
            {
                var known = history[number - Lag];
                var (found, _) = table[known.Proposal.Point];
                history[number - Lag] = double.IsNaN(found)
                    ? known with { Outcome = TrialOutcome.Failed }
                    : known with { Outcome = TrialOutcome.Completed, Values = [found] };
            }

            best = double.IsNaN(value) ? best : Math.Max(best, value);
            steps.Add((table.Ranking[0] - best, cost));
        }

        return [.. steps];
    }

    private static void Print(string name, (double Regret, double Cost)[][] runs, int[] trials, double[] costs)
    {
        var byTrials = trials.Select(count => Quartiles(runs.Select(run => run[Math.Min(count, run.Length) - 1].Regret)));
        var reached = costs.Select(cost => runs.Select(run => Reached(run, cost)).ToArray()).ToArray();
        var byCost = reached.Select(counts => Quartiles(runs.Zip(counts, (run, count) => run[Math.Max(count, 1) - 1].Regret)));
        var median = reached.Select(counts => Text($"{counts.Order().ElementAt(counts.Length / 2)}"));
        Console.WriteLine($"{name} | {string.Join(" | ", byTrials)} | {string.Join(" | ", byCost)} | {string.Join(", ", median)}");
    }

    // Trials that are finished before the cost is spent.
    private static int Reached((double Regret, double Cost)[] run, double cost)
    {
        var count = 0;
        while (count < run.Length && (cost -= run[count].Cost) >= 0)
        {
            count++;
        }

        return count;
    }

    // In thousandths: median (lower to upper quartile).
    private static string Quartiles(IEnumerable<double> regrets)
    {
        var sorted = regrets.Select(regret => 1000 * regret).Order().ToArray();
        double At(double share)
        {
            var place = share * (sorted.Length - 1);
            var below = sorted[(int)place];
            return below + ((place - Math.Floor(place)) * (sorted[Math.Min((int)place + 1, sorted.Length - 1)] - below));
        }

        return Text($"{At(0.5):0.0} ({At(0.25):0.0}–{At(0.75):0.0})");
    }

    private static string FileOf(string folder, TabulatedSpace space) => Path.Combine(folder, space.Name + ".tsv");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
