using System.Numerics.Tensors;
using Trainer.Calibration;
using Trainer.Features.Data.Splits;
using Trainer.Learners;

namespace Trainer.Sweep.Selection;

/// <summary>
/// Greedy ensemble selection with replacement (Caruana, Niculescu-Mizil, Crew and Ksikes 2004, ICML) from out-of-fold scores: begin with the
/// best trial, add in each round whichever makes the objective best, and keep the rounds up to the best one. Trials within 1e-6 of each other
/// count as equal in the first round, and values within a part in 1e12 later; ties go to members, then to the better trial. Whether the
/// ensemble is worth having is found by choosing again without each fold, calibration included, and judging on that fold. (The learners behind
/// the other folds' scores did see the judged fold's outcomes, as in any stacking; only fits within fits would avoid that.)
/// </summary>
/// <param name="training">The training queries.</param>
/// <param name="folds">The folds that the scores are of.</param>
/// <param name="objective">The objective.</param>
internal sealed class EnsembleSelection(RoutingProblem training, IReadOnlyList<TableSplit> folds, Objective objective)
{
    /// <summary>Only this many of the best trials are tried.</summary>
    public const int MostCandidates = 25;

    /// <summary>More different trials are not taken.</summary>
    public const int MostMembers = 10;

    /// <summary>Additions, repeated ones counted.</summary>
    public const int Rounds = 25;

    private readonly int _models = training.IsPair ? 1 : training.Table.Models.Count;

    /// <summary>
    /// O(folds × rounds × candidates × n log n) for a pair, × models for a pool; on all cores, on whose number the result does not depend.
    /// </summary>
    /// <param name="finished">Completed trials; policies are passed over, and so is what cannot be in one graph with a better trial.</param>
    /// <param name="encoderInBundle">Whether an encoder goes into the graph.</param>
    /// <param name="clusters">The cluster of every training query, or -1 for one of its own.</param>
    /// <param name="seed">For the resamples behind the standard error.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">There is no trial that could be a member.</exception>
    public SelectedEnsemble Select(
        IReadOnlyList<Candidate> finished, bool encoderInBundle, IReadOnlyList<int> clusters, ulong seed, CancellationToken cancellation)
    {
        var candidates = Best(finished, encoderInBundle, without: -1);
        if (candidates.Length == 0)
        {
            throw new ArgumentException("there is no trial whose scores could be averaged; give at least one that is no policy", nameof(finished));
        }

        var parts = Parts(candidates, among: null);
        var (weights, value) = Greedy(parts, without: -1, cancellation);
        var ensemble = new Ensemble([.. candidates.Zip(weights)
            .Where(pair => pair.Second > 0)
            .Select(pair => new EnsembleMember(pair.First.Trial.Spec, pair.Second))]);
        if (candidates.Length < 2 || folds.Count < 3)
        {
            return new(ensemble, value, double.NaN, new(double.NaN, double.NaN, double.NaN, objective.Rows.Length), double.NaN);
        }

        var (together, alone) = Nested(finished, encoderInBundle, cancellation);
        ILearner learner = candidates[0].Trial.Spec.Learner; // any that is no policy: scores are to be calibrated
        var judged = ResampledObjectives.Of(
            [objective.Linearised((learner, together)), objective.Linearised((learner, alone))],
            objective.Bootstrap(clusters, seed),
            cancellation: cancellation);
        var (gain, error) = judged.Difference(0, 1);
        return new(ensemble, value, judged.Values[0], gain, error);
    }

    // Of every fold's queries the log-odds of the ensemble, and of the best trial, that were chosen on the other folds.
    private (float[] Together, float[] Alone) Nested(IReadOnlyList<Candidate> finished, bool encoderInBundle, CancellationToken cancellation)
    {
        var perQuery = _models * (finished.Any(PredictsCosts) ? 2 : 1);
        var (together, alone) = (new float[training.Table.Count * perQuery], new float[training.Table.Count * perQuery]);
        Array.Fill(together, 1);
        Array.Fill(alone, 1);
        for (var fold = 0; fold < folds.Count; fold++)
        {
            var judged = folds[fold].Test.ToHashSet();
            int[] others = [.. Enumerable.Range(0, training.Table.Count).Where(row => !judged.Contains(row))];
            var candidates = Best(finished, encoderInBundle, fold);
            var parts = Parts(candidates, others);
            var (weights, _) = Greedy(parts, fold, cancellation);
            var mean = Mean(parts, weights);
            Copy(Calibrated(mean, ScoreCalibration.Fit(training, mean, others)), together);
            Copy(parts[0], alone);

            void Copy(float[] from, float[] to)
            {
                var own = from.Length / training.Table.Count;
                foreach (var row in folds[fold].Test)
                {
                    from.AsSpan(row * own, own).CopyTo(to.AsSpan(row * perQuery));
                }
            }
        }

        return (together, alone);
    }

    // The best trials on all folds but one, as far as they go into one graph.
    private Candidate[] Best(IReadOnlyList<Candidate> finished, bool encoderInBundle, int without)
    {
        var taken = new List<Candidate>();
        var ranked = finished
            .Where(candidate => candidate.Trial.State == TrialState.Completed && !candidate.Trial.Spec.Learner.IsPolicy)
            .OrderByDescending(candidate => Math.Round(
                candidate.Trial.FoldObjectives.Where((_, fold) => fold != without).Where(double.IsFinite).Average(), 6))
            .ThenBy(candidate => candidate.Trial.Spec.Number);
        foreach (var candidate in ranked)
        {
            if (taken.Count < MostCandidates
                && Ensemble.Refusal([.. taken.Append(candidate).Select(member => member.Trial.Spec)], encoderInBundle) is null)
            {
                taken.Add(candidate);
            }
        }

        return [.. taken];
    }

    // Every candidate's log-odds, and behind them cost ratios if any candidate has them: those that have none believe in 1.
    private float[][] Parts(Candidate[] candidates, int[]? among)
    {
        var costs = candidates.Any(PredictsCosts);
        return Array.ConvertAll(candidates, candidate =>
        {
            var part = Calibrated(candidate.RawScores, ScoreCalibration.Fit(training, candidate.RawScores, among));
            return costs && !PredictsCosts(candidate) ? WithEqualCosts(part) : part;
        });
    }

    private float[] WithEqualCosts(float[] logOdds) =>
        [.. logOdds.Chunk(_models).SelectMany(row => row.Concat(Enumerable.Repeat(1f, _models)))];

    private bool PredictsCosts(Candidate candidate) => !training.IsPair && candidate.RawScores.Length > training.Table.Count * _models;

    private float[] Calibrated(float[] raw, PlattScaling[] maps)
    {
        var perQuery = raw.Length / training.Table.Count;
        return [.. raw.Select((value, i) => i % perQuery is var m && m < maps.Length ? (maps[m].Slope * value) + maps[m].Offset : value)];
    }

    private static float[] Mean(float[][] parts, double[] weights)
    {
        var mean = new float[parts[0].Length];
        foreach (var (part, weight) in parts.Zip(weights).Where(pair => pair.Second > 0))
        {
            TensorPrimitives.MultiplyAdd(part, (float)weight, mean, mean);
        }

        return mean;
    }

    private (double[] Weights, double Value) Greedy(float[][] parts, int without, CancellationToken cancellation)
    {
        var counts = new int[parts.Length];
        var sum = new float[parts[0].Length];
        var (bestCounts, best) = (counts, double.NegativeInfinity);
        for (var round = 1; round <= Rounds; round++)
        {
            var values = new double[parts.Length];
            var isFull = counts.Count(count => count > 0) >= MostMembers;
            Parallel.For(0, parts.Length, new ParallelOptions { CancellationToken = cancellation }, candidate =>
                values[candidate] = isFull && counts[candidate] == 0
                    ? double.NegativeInfinity
                    : Value(sum, parts[candidate], round, without));
            var chosen = Choose(round == 1 ? Array.ConvertAll(values, value => Math.Round(value, 6)) : values, counts);
            TensorPrimitives.Add(sum, parts[chosen], sum);
            counts[chosen]++;
            if (IsAbove(values[chosen], best))
            {
                (bestCounts, best) = ([.. counts], values[chosen]);
            }
        }

        var total = (double)bestCounts.Sum();
        return (Array.ConvertAll(bestCounts, count => count / total), best);
    }

    private double Value(float[] sum, float[] part, int members, int without)
    {
        var mean = new float[sum.Length];
        TensorPrimitives.Add(sum, part, mean);
        if (training.IsPair)
        {
            return objective.Mean(mean, without); // only the order counts
        }

        // Not calibrated a second time here, which would cost more than everything else and changes little.
        TensorPrimitives.Divide(mean, members, mean);
        var perQuery = mean.Length / training.Table.Count;
        for (var row = 0; row < training.Table.Count; row++)
        {
            var quality = mean.AsSpan(row * perQuery, _models);
            TensorPrimitives.Sigmoid(quality, quality);
        }

        return objective.Mean(mean, without);
    }

    private static int Choose(double[] values, int[] counts)
    {
        var chosen = 0;
        for (var i = 1; i < values.Length; i++)
        {
            var isTie = !IsAbove(values[i], values[chosen]) && !IsAbove(values[chosen], values[i]);
            if (IsAbove(values[i], values[chosen]) || (isTie && counts[i] > 0 && counts[chosen] == 0))
            {
                chosen = i;
            }
        }

        return chosen;
    }

    private static bool IsAbove(double one, double other) => double.IsNegativeInfinity(other)
        ? one > other
        : one - other > 1e-12 * Math.Max(Math.Abs(one), Math.Abs(other));
}
