using System.Globalization;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>Where readers put what they find, and what the user said about all of it.</summary>
internal sealed class DataSink
{
    private readonly HashSet<string> _excluded;
    private readonly Dictionary<string, string> _domains;
    private IReadOnlyList<string>? _columns;
    private string[] _scoreColumns = [];

    public DataSink(string source, ReadOptions options)
    {
        Options = options;
        Table = new RoutingTableBuilder(source);
        Battles = new BattlesBuilder(source);
        _excluded = options.ExcludePromptsFile is { } prompts ? PromptLists.Texts(prompts) : [];
        _domains = options.DomainsFile is { } domains ? PromptLists.Domains(domains) : [];
    }

    public ReadOptions Options { get; }

    public RoutingTableBuilder Table { get; }

    public BattlesBuilder Battles { get; }

    public int ExcludedRows { get; private set; }

    /// <summary>The row of a query in the table, or null if its prompt is left out.</summary>
    public int? Row(Query query, DataRecord record)
    {
        if (_excluded.Contains(query.Prompt))
        {
            ExcludedRows++;
            return null;
        }

        var row = Table.AddQuery(query with { Domain = query.Domain ?? _domains.GetValueOrDefault(query.Prompt) }, record.At());
        AddScores(row, record);
        return row;
    }

    /// <summary>Takes a battle, unless its prompt is left out.</summary>
    public void Add(Battle battle, DataRecord record)
    {
        if (_excluded.Contains(battle.Prompt))
        {
            ExcludedRows++;
        }
        else
        {
            Battles.Add(battle, record.At());
        }
    }

    // Whatever the format, since a query's scores have nothing to do with its models.
    private void AddScores(int row, DataRecord record)
    {
        if (!ReferenceEquals(_columns, record.Columns))
        {
            _columns = record.Columns;
            _scoreColumns = [.. _columns.Where(ScoreColumns.Is)];
        }

        foreach (var column in _scoreColumns)
        {
            Table.SetScore(row, ScoreColumns.NameOf(column), record.Number(column), record.At(column));
        }
    }

    /// <summary>The id of a row in a format without ids: file and row number from 0.</summary>
    public static string RowId(RecordReader records, DataRecord record) =>
        string.Create(CultureInfo.InvariantCulture, $"{records.Stem}/{record.Row}");
}
