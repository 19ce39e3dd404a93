using System.Text.Json;

namespace Trainer.Features.Data;

/// <summary>
/// Writes the project's own table, gzipped JSON lines: a header <c>{"trainer_table":1,"models":[…]}</c>, then per query <c>id,
/// prompt</c>, <c>domain</c>, <c>group</c> and <c>ts</c> where known, <c>quality</c>, and <c>cost_usd</c>, <c>latency_s</c>,
/// <c>input_tokens</c>, <c>output_tokens</c> and <c>llm_judge</c> where any is known: lists in the order of the models with null for not run; then each
/// score of the query under <c>score:</c> and its name. Numbers
/// are written so that they read back exactly.
/// </summary>
public static class RoutingTableWriter
{
    internal const string Header = "trainer_table";

    /// <summary>
    /// Writes the table; an existing file is replaced only when the new one is complete. The same table gives the same bytes.
    /// </summary>
    public static void Write(string path, RoutingTable table) =>
        GzippedJsonLines.Write(path, Enumerable.Range(-1, table.Count + 1), (json, row) =>
        {
            json.WriteStartObject();
            if (row < 0)
            {
                WriteHeader(json, table);
            }
            else
            {
                WriteRow(json, table, row);
            }

            json.WriteEndObject();
        });

    private static void WriteHeader(Utf8JsonWriter json, RoutingTable table)
    {
        json.WriteNumber(Header, 1);
        json.WriteStartArray("models");
        foreach (var model in table.Models)
        {
            json.WriteStringValue(model);
        }

        json.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter json, RoutingTable table, int row)
    {
        var query = table.Queries[row];
        json.WriteString("id", query.Id);
        json.WriteString("prompt", query.Prompt);
        if (query.Domain is not null)
        {
            json.WriteString("domain", query.Domain);
        }

        if (query.Group is not null)
        {
            json.WriteString("group", query.Group);
        }

        if (query.Time is { } time)
        {
            json.WriteNumber("ts", time);
        }

        WriteList(json, "quality", table, row, (t, m, r) => t.Quality(m)[r], always: true);
        WriteList(json, "cost_usd", table, row, (t, m, r) => t.CostUsd(m)[r], always: false);
        WriteList(json, "latency_s", table, row, (t, m, r) => t.LatencySeconds(m)[r], always: false);
        WriteList(json, "input_tokens", table, row, (t, m, r) => t.InputTokens(m)[r], always: false);
        WriteList(json, "output_tokens", table, row, (t, m, r) => t.OutputTokens(m)[r], always: false);
        WriteList(json, "llm_judge", table, row, (t, m, r) => t.JudgeScore(m)[r], always: false);
        for (var score = 0; score < table.ScoreNames.Count; score++)
        {
            json.WritePropertyName(ScoreColumns.Prefix + table.ScoreNames[score]);
            WriteNumber(json, table.Score(score)[row]);
        }
    }

    private static void WriteList(
        Utf8JsonWriter json, string name, RoutingTable table, int row, Func<RoutingTable, int, int, double> value, bool always)
    {
        var models = table.Models.Count;
        var known = always;
        for (var m = 0; m < models && !known; m++)
        {
            known = !double.IsNaN(value(table, m, row));
        }

        if (!known)
        {
            return;
        }

        json.WriteStartArray(name);
        for (var m = 0; m < models; m++)
        {
            WriteNumber(json, value(table, m, row));
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsNaN(number))
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }
}
