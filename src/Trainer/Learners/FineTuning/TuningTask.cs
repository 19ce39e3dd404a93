using Trainer.Features;
using Trainer.Onnx;
using Trainer.Training;

namespace Trainer.Learners.FineTuning;

/// <summary>One fit: batches of texts of like length, as rows of pieces, into the training graph.</summary>
internal sealed class TuningTask : ITrainingTask, IDisposable
{
    // Batches that are sorted by length together: enough to save most of the padding, and few enough to keep an epoch's order a matter of chance.
    private const int SortedBatches = 50;

    private readonly ITuningHead _head;
    private readonly int[][] _pieces;
    private readonly int _paddingId;
    private readonly int[] _training;
    private readonly int[] _heldOut;
    private readonly int _batch;
    private readonly BoundGraph _step;
    private readonly BoundGraph? _loss;
    private readonly long[] _ids;
    private readonly long[] _attention;
    private readonly Action<int> _done;

    /// <param name="network">What is trained.</param>
    /// <param name="head">What it is taught.</param>
    /// <param name="pieces">Ids of every query's pieces.</param>
    /// <param name="paddingId">The id that fills a row.</param>
    /// <param name="training">Queries to learn from.</param>
    /// <param name="heldOut">Queries to validate on; may be empty.</param>
    /// <param name="batch">Queries of a step at most.</param>
    /// <param name="done">Hears of every step how many pieces it had.</param>
    public TuningTask(
        TuningNetwork network, ITuningHead head, int[][] pieces, int paddingId, int[] training, int[] heldOut, int batch, Action<int> done)
    {
        (_head, _pieces, _paddingId, _training, _heldOut, _batch, _done) = (head, pieces, paddingId, training, heldOut, batch, done);
        Parameters = network.Parameters;
        Array.Sort(_heldOut, (a, b) => pieces[a].Length != pieces[b].Length ? pieces[a].Length - pieces[b].Length : a - b);
        var longest = Math.Max(1, training.Concat(heldOut).Max(query => pieces[query].Length));
        (_ids, _attention) = (Pinned(longest), Pinned(longest));
        _step = network.Bound(isTraining: true);
        _loss = heldOut.Length > 0 ? network.Bound(isTraining: false) : null;

        // On its way into the graph every weight was copied several times; the memory is about to be needed.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    public ParameterSet Parameters { get; }

    public int Count => _training.Length;

    /// <summary>Full batches of like length in an order of chance, and what is left over at the end.</summary>
    public void Order(Span<int> rows, int batchSize, SeededRandom random)
    {
        random.Shuffle(rows);
        int[][] batches =
        [
            .. rows.ToArray().Chunk(batchSize * SortedBatches)
                .SelectMany(part => part.OrderBy(row => _pieces[_training[row]].Length).ThenBy(row => row).Chunk(batchSize)),
        ];
        random.Shuffle(batches.AsSpan(0, rows.Length / batchSize)); // the last may be short
        foreach (var (place, row) in batches.SelectMany(batch => batch).Index())
        {
            rows[place] = row;
        }
    }

    public double Step(ReadOnlySpan<int> rows, ulong key)
    {
        Span<int> queries = stackalloc int[_batch];
        queries = queries[..rows.Length];
        var pieces = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            queries[i] = _training[rows[i]];
            pieces += _pieces[queries[i]].Length;
        }

        Fill(_step, queries, key);
        _step.Run();
        _done(pieces);
        return _step.Loss;
    }

    public double? Validate() => HeldOutLoss.Mean(_loss, _heldOut, _batch, queries => Fill(_loss!, queries, null));

    public void Dispose()
    {
        _step.Dispose();
        _loss?.Dispose();
    }

    private long[] Pinned(int width) => GC.AllocateArray<long>(checked(_batch * width), pinned: true);

    private void Fill(BoundGraph graph, ReadOnlySpan<int> queries, ulong? key)
    {
        var length = 1;
        foreach (var query in queries)
        {
            length = Math.Max(length, _pieces[query].Length);
        }

        for (var i = 0; i < queries.Length; i++)
        {
            var pieces = _pieces[queries[i]];
            for (var j = 0; j < length; j++)
            {
                var isPiece = j < pieces.Length;
                _ids[(i * length) + j] = isPiece ? pieces[j] : _paddingId;
                _attention[(i * length) + j] = isPiece ? 1 : 0;
            }
        }

        graph.Bind(GraphSession.IdsName, _ids, queries.Length, length);
        graph.Bind(GraphSession.AttentionName, _attention, queries.Length, length);
        _head.Bind(graph, queries, key);
    }
}
