namespace Trainer.Features.Data;

/// <summary>
/// Queries × models of outcomes, stored by column. Immutable: <see cref="Select"/> and <see cref="WithModels"/> copy.
/// A value that was never observed is <see cref="double.NaN"/> in every column: <em>not run</em> is a state of its own, never 0.
/// Rows keep the order in which a reader found them; nothing that learns may depend on that order.
/// </summary>
public sealed class RoutingTable
{
    private readonly double[][] _quality;
    private readonly double[][] _costUsd;
    private readonly double[][] _latencySeconds;
    private readonly double[][] _inputTokens;
    private readonly double[][] _outputTokens;
    private readonly double[][] _judgeScores;
    private readonly double[][] _scores;

    internal RoutingTable(
        IReadOnlyList<string> models,
        Query[] queries,
        double[][] quality,
        double[][] costUsd,
        double[][] latencySeconds,
        double[][] inputTokens,
        double[][] outputTokens,
        double[][] judgeScores,
        IReadOnlyList<string> scoreNames,
        double[][] scores)
    {
        Models = models;
        Queries = queries;
        _quality = quality;
        _costUsd = costUsd;
        _latencySeconds = latencySeconds;
        _inputTokens = inputTokens;
        _outputTokens = outputTokens;
        _judgeScores = judgeScores;
        ScoreNames = scoreNames;
        _scores = scores;
    }

    /// <summary>Names of the candidate models; their position is the model index used everywhere.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>The queries, one per row.</summary>
    public IReadOnlyList<Query> Queries { get; }

    /// <summary>Number of rows.</summary>
    public int Count => Queries.Count;

    /// <summary>Quality in [0,1] of a model on every row; NaN where it was not run.</summary>
    public ReadOnlySpan<double> Quality(int model) => _quality[model];

    /// <summary>Cost in USD of a model's answer on every row, at least 0; NaN where unknown.</summary>
    public ReadOnlySpan<double> CostUsd(int model) => _costUsd[model];

    /// <summary>Latency in seconds of a model's answer on every row, at least 0; NaN where unknown.</summary>
    public ReadOnlySpan<double> LatencySeconds(int model) => _latencySeconds[model];

    /// <summary>Tokens that a model read on every row, prompt and all, at least 0; NaN where they were not measured.</summary>
    public ReadOnlySpan<double> InputTokens(int model) => _inputTokens[model];

    /// <summary>Tokens that a model wrote on every row, at least 0; NaN where they were not measured.</summary>
    public ReadOnlySpan<double> OutputTokens(int model) => _outputTokens[model];

    /// <summary>
    /// What a judge gave a model's answer on every row, beside its quality: at least 0, on the judge's own scale; NaN where unknown.
    /// </summary>
    public ReadOnlySpan<double> JudgeScore(int model) => _judgeScores[model];

    /// <summary>Names of the scores that something outside made of the queries, in ordinal order; mostly there are none.</summary>
    public IReadOnlyList<string> ScoreNames { get; }

    /// <summary>
    /// An outside score, by its position in <see cref="ScoreNames"/>, of every query: finite in float32; NaN where it is not known.
    /// </summary>
    public ReadOnlySpan<double> Score(int score) => _scores[score];

    /// <summary>Whether the model's quality on the row was observed.</summary>
    public bool WasRun(int row, int model) => !double.IsNaN(_quality[model][row]);

    /// <summary>The index of a model, or -1.</summary>
    public int IndexOf(string model)
    {
        for (var m = 0; m < Models.Count; m++)
        {
            if (string.Equals(Models[m], model, StringComparison.Ordinal))
            {
                return m;
            }
        }

        return -1;
    }

    /// <summary>A table of the given rows, in the given order. O(rows × models).</summary>
    public RoutingTable Select(ReadOnlySpan<int> rows)
    {
        // Columns that are one stay one: battles between many models share theirs of unknown costs.
        var picked = rows.ToArray();
        var made = new Dictionary<double[], double[]>();
        double[] PickColumn(double[] column)
        {
            if (!made.TryGetValue(column, out var values))
            {
                made.Add(column, values = Array.ConvertAll(picked, row => column[row]));
            }

            return values;
        }

        double[][] Pick(double[][] columns) => Array.ConvertAll(columns, PickColumn);

        return new RoutingTable(
            Models,
            Array.ConvertAll(picked, row => Queries[row]),
            Pick(_quality),
            Pick(_costUsd),
            Pick(_latencySeconds),
            Pick(_inputTokens),
            Pick(_outputTokens),
            Pick(_judgeScores),
            ScoreNames,
            Pick(_scores));
    }

    /// <summary>A table of the given models only, in the given order.</summary>
    public RoutingTable WithModels(IReadOnlyList<int> models)
    {
        double[][] Pick(double[][] columns) => [.. models.Select(m => columns[m])];
        return new RoutingTable(
            [.. models.Select(m => Models[m])],
            [.. Queries],
            Pick(_quality),
            Pick(_costUsd),
            Pick(_latencySeconds),
            Pick(_inputTokens),
            Pick(_outputTokens),
            Pick(_judgeScores),
            ScoreNames,
            _scores);
    }

    /// <summary>The same rows with the models of the given names, in that order; one that the table does not have was never run.</summary>
    public RoutingTable Over(IReadOnlyList<string> models)
    {
        var unknown = new double[Count];
        Array.Fill(unknown, double.NaN);
        int[] known = [.. models.Select(IndexOf)];
        double[][] Pick(double[][] columns) => Array.ConvertAll(known, m => m < 0 ? unknown : columns[m]);
        return new RoutingTable(
            models,
            [.. Queries],
            Pick(_quality),
            Pick(_costUsd),
            Pick(_latencySeconds),
            Pick(_inputTokens),
            Pick(_outputTokens),
            Pick(_judgeScores),
            ScoreNames,
            _scores);
    }

    /// <summary>The rows of this table and those of another one of the same models; the external scores are those of this table.</summary>
    /// <exception cref="ArgumentException">The models differ.</exception>
    public RoutingTable Append(RoutingTable rows)
    {
        if (!Models.SequenceEqual(rows.Models))
        {
            throw new ArgumentException(
                $"the tables are of other models: {string.Join(", ", Models)} and {string.Join(", ", rows.Models)}", nameof(rows));
        }

        var made = new Dictionary<(double[], double[]), double[]>();
        double[] JoinColumn(double[] first, double[] second)
        {
            if (!made.TryGetValue((first, second), out var values))
            {
                made.Add((first, second), values = [.. first, .. second]);
            }

            return values;
        }

        double[][] Join(double[][] first, double[][] second) => [.. first.Zip(second, JoinColumn)];
        return new RoutingTable(
            Models,
            [.. Queries, .. rows.Queries],
            Join(_quality, rows._quality),
            Join(_costUsd, rows._costUsd),
            Join(_latencySeconds, rows._latencySeconds),
            Join(_inputTokens, rows._inputTokens),
            Join(_outputTokens, rows._outputTokens),
            Join(_judgeScores, rows._judgeScores),
            ScoreNames,
            [.. ScoreNames.Select((name, i) => JoinColumn(_scores[i], rows.ScoreOf(name)))]);
    }

    private double[] ScoreOf(string name)
    {
        for (var i = 0; i < ScoreNames.Count; i++)
        {
            if (ScoreNames[i] == name)
            {
                return _scores[i];
            }
        }

        var unknown = new double[Count];
        Array.Fill(unknown, double.NaN);
        return unknown;
    }

    /// <summary>
    /// The same outcomes with other costs, for re-pricing: <paramref name="costUsd"/> is [models][rows], NaN where unknown.
    /// </summary>
    public RoutingTable WithCosts(double[][] costUsd) =>
        new(Models, [.. Queries], _quality, costUsd, _latencySeconds, _inputTokens, _outputTokens, _judgeScores, ScoreNames, _scores);

    /// <summary>The same outcomes with other latencies in seconds, [models][rows], NaN where unknown.</summary>
    public RoutingTable WithLatencies(double[][] latencySeconds) =>
        new(Models, [.. Queries], _quality, _costUsd, latencySeconds, _inputTokens, _outputTokens, _judgeScores, ScoreNames, _scores);

    /// <summary>The same outcomes with other token counts, each [models][rows], NaN where unknown.</summary>
    public RoutingTable WithTokens(double[][] inputTokens, double[][] outputTokens) =>
        new(Models, [.. Queries], _quality, _costUsd, _latencySeconds, inputTokens, outputTokens, _judgeScores, ScoreNames, _scores);

    /// <summary>The same outcomes with more scores; <paramref name="scores"/> is [names][rows], NaN where unknown.</summary>
    /// <exception cref="ArgumentException">The table has a score of one of the names, or a name stands twice.</exception>
    public RoutingTable WithScores(IReadOnlyList<string> names, double[][] scores)
    {
        string[] all = [.. ScoreNames, .. names];
        double[][] columns = [.. _scores, .. scores];
        if (all.Distinct(StringComparer.Ordinal).Count() < all.Length)
        {
            throw new ArgumentException($"of the scores {string.Join(", ", all)} two have one name; every score needs a name of its own");
        }

        Array.Sort(all, columns, StringComparer.Ordinal);
        return new(Models, [.. Queries], _quality, _costUsd, _latencySeconds, _inputTokens, _outputTokens, _judgeScores, all, columns);
    }
}
