using Trainer.Features;
using Trainer.Features.Data.Splits;

namespace Trainer.Sweep;

/// <summary>
/// Features of each fold, fitted on the fold's training texts only and shared between trials. Keeps the least recently used
/// within a budget of bytes; what fell out is made again, so that only speed depends on the budget.
/// </summary>
internal sealed class FoldFeatures(
    RoutingProblem problem, IReadOnlyList<TableSplit> folds, FeatureSources sources, long budgetBytes = 160L << 20)
{
    private readonly Dictionary<(string Set, int Fold), Entry> _entries = [];
    private long _clock;

    public FoldMatrices Get(string set, int fold, CancellationToken cancellation)
    {
        while (true)
        {
            Entry entry;
            lock (_entries)
            {
                if (!_entries.TryGetValue((set, fold), out entry!))
                {
                    entry = new Entry(new(() => Make(set, fold, cancellation)));
                    _entries.Add((set, fold), entry);
                }

                entry.LastUse = ++_clock;
            }

            try
            {
                var made = entry.Features.Value;
                lock (_entries)
                {
                    Trim();
                }

                return made;
            }
            catch (Exception e)
            {
                lock (_entries)
                {
                    if (_entries.TryGetValue((set, fold), out var current) && current == entry)
                    {
                        _entries.Remove((set, fold)); // a cancelled or failed attempt may be repeated
                    }
                }

                // Whoever was making them was told to stop; nobody told this caller.
                if (e is not OperationCanceledException || cancellation.IsCancellationRequested)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        lock (_entries)
        {
            _entries.Clear();
        }
    }

    private void Trim()
    {
        while (_entries.Count > 1 && HeldBytes() > budgetBytes)
        {
            _entries.Remove(_entries.MinBy(pair => pair.Value.LastUse).Key);
        }
    }

    // Sets share arrays, each of which counts once, and more is made for a set as learners use it.
    private long HeldBytes()
    {
        var made = _entries.Values.Where(entry => entry.Features is { IsValueCreated: true }).Select(entry => entry.Features.Value).ToArray();
        FeatureMatrix[] matrices = [.. made.SelectMany(fold => new[] { fold.Train, fold.Test })];
        return matrices.Select(matrix => matrix.Sparse).Distinct().Sum(sparse => 8L * sparse.StoredCount)
            + matrices.Select(matrix => matrix.Dense).Distinct().Sum(dense => 4L * dense.Values.Length)
            + made.Sum(fold => fold.Shared.Bytes);
    }

    // Sets share their parts: reading texts takes longest, and vectors are large. All text features of a set are one matrix, whatever stands beside it.
    private FoldMatrices Make(string set, int fold, CancellationToken cancellation)
    {
        var names = FeatureSet.Parts(set);
        if (names.Count > 1)
        {
            FoldMatrices[] parts = [.. names.Select(name => Get(name, fold, cancellation))];
            return new FoldMatrices(
                QueryFeatures.Join([.. parts.Select(part => part.Features)]),
                FeatureMatrix.Join([.. parts.Select(part => part.Train)]),
                FeatureMatrix.Join([.. parts.Select(part => part.Test)]));
        }

        var (train, test) = (folds[fold].Train, folds[fold].Test);
        var (features, vectors) = sources.FitTransform(set, Texts(train), problem.Scores.Select(train), cancellation);
        return new FoldMatrices(features, vectors, features.Transform(Texts(test), problem.Scores.Select(test), cancellation));
    }

    private string[] Texts(int[] rows) => Array.ConvertAll(rows, row => problem.Texts[row]);

    private sealed class Entry(Lazy<FoldMatrices> features)
    {
        public Lazy<FoldMatrices> Features { get; } = features;

        public long LastUse { get; set; }
    }
}
