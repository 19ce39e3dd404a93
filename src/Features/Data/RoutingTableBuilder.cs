using System.Globalization;
using System.Runtime.InteropServices;

namespace Trainer.Features.Data;

/// <summary>
/// Collects queries and outcomes in any order and builds the columnar <see cref="RoutingTable"/>. An outcome that is never set
/// was not run. Saying the same thing twice is allowed, saying two different things of one query is an error that names both
/// lines. Every call is O(1) amortised; <see cref="Build"/> is O(rows × models).
/// </summary>
public sealed class RoutingTableBuilder
{
    private readonly string _source;
    private readonly List<string> _models = [];
    private readonly Dictionary<string, int> _modelIndex = new(StringComparer.Ordinal);
    private readonly List<Query> _queries = [];
    private readonly List<DataPlace> _places = [];
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly List<List<Cell>> _cells = [];
    private readonly List<int> _declared = [];
    private readonly SortedDictionary<string, List<double>> _scores = new(StringComparer.Ordinal);

    /// <summary>An empty builder.</summary>
    /// <param name="source">What the table is made from, for errors about the table as a whole.</param>
    public RoutingTableBuilder(string source) => _source = source;

    /// <summary>Number of distinct queries so far.</summary>
    public int Count => _queries.Count;

    /// <summary>
    /// Names models whose order is part of the data, such as the columns of a header; they come first in the table. Models that
    /// only appear row by row follow in ordinal order, so that the table does not depend on the order of the rows.
    /// </summary>
    public void DeclareModels(IEnumerable<string> models, DataPlace at)
    {
        foreach (var model in models)
        {
            var index = ModelIndex(model, at);
            if (!_declared.Contains(index))
            {
                _declared.Add(index);
            }
        }
    }

    /// <summary>The builder's handle of a model, new or known. It is not the model's index in the built table.</summary>
    public int ModelIndex(string model, DataPlace at)
    {
        if (_modelIndex.TryGetValue(model, out var known))
        {
            return known;
        }

        if (string.IsNullOrWhiteSpace(model))
        {
            throw at.Error("a model has no name; every model needs a name of at least one visible character");
        }

        _modelIndex.Add(model, _models.Count);
        _models.Add(model);
        _cells.Add([]);
        return _models.Count - 1;
    }

    /// <summary>The row of a query, new or known. The same id must come with the same prompt, domain and group.</summary>
    public int AddQuery(Query query, DataPlace at)
    {
        if (string.IsNullOrWhiteSpace(query.Id))
        {
            throw at.Error("the query has no id; every query needs an id of at least one visible character");
        }

        if (_rows.TryGetValue(query.Id, out var known))
        {
            _queries[known] = Merge(_queries[known], query, _places[known], at);
            return known;
        }

        DataLimits.CheckPrompt(query.Prompt, at);
        if (query.Time is { } time && !double.IsFinite(time))
        {
            throw at.Error($"time {Text(time)} of query {query.Id}; allowed are finite seconds, or nothing for unknown");
        }

        _rows.Add(query.Id, _queries.Count);
        _queries.Add(query);
        _places.Add(at);
        return _queries.Count - 1;
    }

    /// <summary>The query of an id as far as it is known, or null.</summary>
    internal Query? Find(string id) => _rows.TryGetValue(id, out var row) ? _queries[row] : null;

    /// <summary>Sets a quality in [0,1]; null = not run.</summary>
    public void SetQuality(int row, int model, double? value, DataPlace at)
    {
        if (value is not { } quality)
        {
            return;
        }

        if (!(quality is >= 0 and <= 1))
        {
            throw at.Error($"quality {Text(quality)} of model {_models[model]}; allowed are finite numbers from 0 to 1, or " +
                "nothing for not run");
        }

        ref var cell = ref CellAt(row, model);
        Set(ref cell, ref cell.Quality, quality, "quality", row, model, at);
    }

    /// <summary>Sets a cost in USD of at least 0; null = unknown.</summary>
    public void SetCostUsd(int row, int model, double? value, DataPlace at)
    {
        if (NotNegative(value, "cost", model, at) is { } cost)
        {
            ref var cell = ref CellAt(row, model);
            Set(ref cell, ref cell.CostUsd, cost, "cost", row, model, at);
        }
    }

    /// <summary>Sets a latency in seconds of at least 0; null = unknown.</summary>
    public void SetLatencySeconds(int row, int model, double? value, DataPlace at)
    {
        if (NotNegative(value, "latency", model, at) is { } latency)
        {
            ref var cell = ref CellAt(row, model);
            Set(ref cell, ref cell.LatencySeconds, latency, "latency", row, model, at);
        }
    }

    /// <summary>Sets the number of tokens that the model read, at least 0; null = not measured.</summary>
    public void SetInputTokens(int row, int model, double? value, DataPlace at)
    {
        if (NotNegative(value, "input tokens", model, at) is { } tokens)
        {
            ref var cell = ref CellAt(row, model);
            Set(ref cell, ref cell.InputTokens, tokens, "input tokens", row, model, at);
        }
    }

    /// <summary>Sets the number of tokens that the model wrote, at least 0; null = not measured.</summary>
    public void SetOutputTokens(int row, int model, double? value, DataPlace at)
    {
        if (NotNegative(value, "output tokens", model, at) is { } tokens)
        {
            ref var cell = ref CellAt(row, model);
            Set(ref cell, ref cell.OutputTokens, tokens, "output tokens", row, model, at);
        }
    }

    /// <summary>Sets what a judge gave the model's answer, at least 0; null = unknown.</summary>
    public void SetJudgeScore(int row, int model, double? value, DataPlace at)
    {
        if (NotNegative(value, "judge score", model, at) is { } score)
        {
            ref var cell = ref CellAt(row, model);
            Set(ref cell, ref cell.JudgeScore, score, "judge score", row, model, at);
        }
    }

    /// <summary>Sets a score that something outside made of the query: finite in float32; null = not known.</summary>
    public void SetScore(int row, string name, double? value, DataPlace at)
    {
        if (!_scores.TryGetValue(name, out var column))
        {
            ScoreColumns.CheckName(name, _scores.Count, at);
            _scores.Add(name, column = []);
        }

        if (ScoreColumns.Checked(value, at) is not { } score)
        {
            return;
        }

        while (column.Count <= row)
        {
            column.Add(double.NaN);
        }

        if (double.IsNaN(column[row]))
        {
            column[row] = score;
        }
        else if (column[row] != score)
        {
            throw at.Error(
                $"query {_queries[row].Id} has score {Text(score)} here but {Text(column[row])} before, first in " +
                $"{Name(_places[row])}; a score is one number per query: remove one of the two");
        }
    }

    /// <summary>The table. Rows stand in the order in which their queries were first added.</summary>
    public RoutingTable Build()
    {
        if (_queries.Count == 0)
        {
            throw new DataFormatException(_source, 0, null, "holds no queries; a routing table needs at least one query and one model");
        }

        if (_models.Count == 0)
        {
            throw new DataFormatException(_source, 0, null, "holds no models; a routing table needs at least one query and one model");
        }

        var found = Enumerable.Range(0, _models.Count).Except(_declared).OrderBy(m => _models[m], StringComparer.Ordinal);
        int[] order = [.. _declared, .. found];
        double[][] Columns(Func<Cell, double> pick) => Array.ConvertAll(order, m => Column(_cells[m], pick));
        return new RoutingTable(
            Array.ConvertAll(order, m => _models[m]),
            [.. _queries],
            Columns(cell => cell.Quality),
            Columns(cell => cell.CostUsd),
            Columns(cell => cell.LatencySeconds),
            Columns(cell => cell.InputTokens),
            Columns(cell => cell.OutputTokens),
            Columns(cell => cell.JudgeScore),
            [.. _scores.Keys],
            [.. _scores.Values.Select(Padded)]);
    }

    private double[] Padded(List<double> scores) =>
        [.. scores, .. Enumerable.Repeat(double.NaN, _queries.Count - scores.Count)];

    private double[] Column(List<Cell> cells, Func<Cell, double> pick)
    {
        var column = new double[_queries.Count];
        Array.Fill(column, double.NaN);
        for (var row = 0; row < cells.Count; row++)
        {
            column[row] = pick(cells[row]);
        }

        return column;
    }

    private double? NotNegative(double? value, string what, int model, DataPlace at) => value switch
    {
        null => null,
        >= 0 and < double.PositiveInfinity => value,
        _ => throw at.Error($"{what} {Text(value.Value)} of model {_models[model]}; allowed are finite numbers from 0 on, " +
            "or nothing for unknown"),
    };

    private ref Cell CellAt(int row, int model)
    {
        var cells = _cells[model];
        while (cells.Count <= row)
        {
            cells.Add(Cell.NotRun);
        }

        return ref CollectionsMarshal.AsSpan(cells)[row];
    }

    private void Set(ref Cell cell, ref double slot, double value, string what, int row, int model, DataPlace at)
    {
        if (double.IsNaN(slot))
        {
            slot = value;
            if (cell.Path is null)
            {
                (cell.Path, cell.Line) = (at.Path, at.Line);
            }
        }
        else if (slot != value)
        {
            var first = Name(new DataPlace(cell.Path!, cell.Line));
            throw at.Error(
                $"query {_queries[row].Id} has {what} {Text(value)} for model {_models[model]} here but {Text(slot)} in {first}; " +
                "one query has one outcome per model: remove one of the two or give them different ids");
        }
    }

    private static Query Merge(Query known, Query other, DataPlace first, DataPlace at)
    {
        string? Same(string? a, string? b, string what) => a is null || b is null || string.Equals(a, b, StringComparison.Ordinal)
            ? a ?? b
            : throw at.Error(
                $"query {known.Id} has another {what} here than in {Name(first)}; one id means one query: give them different ids");

        Same(known.Prompt, other.Prompt, "prompt");
        if (known.Time is { } time && other.Time is { } again && time != again)
        {
            throw at.Error(
                $"query {known.Id} has time {Text(again)} here but {Text(time)} in {Name(first)}; one id means one query: give them different ids");
        }

        var (domain, group) = (Same(known.Domain, other.Domain, "domain"), Same(known.Group, other.Group, "group"));
        return ReferenceEquals(domain, known.Domain) && ReferenceEquals(group, known.Group) && (known.Time is not null || other.Time is null)
            ? known
            : known with { Domain = domain, Group = group, Time = known.Time ?? other.Time };
    }

    private static string Name(DataPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.Path}, line {place.Line}");

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private struct Cell
    {
        public static readonly Cell NotRun = new()
        {
            Quality = double.NaN,
            CostUsd = double.NaN,
            LatencySeconds = double.NaN,
            InputTokens = double.NaN,
            OutputTokens = double.NaN,
            JudgeScore = double.NaN,
        };

        public double Quality;
        public double CostUsd;
        public double LatencySeconds;
        public double InputTokens;
        public double OutputTokens;
        public double JudgeScore;
        public string? Path;
        public long Line;
    }
}
