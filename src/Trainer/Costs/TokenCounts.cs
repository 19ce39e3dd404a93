using Trainer.Features.Data;

namespace Trainer.Costs;

/// <summary>
/// Tokens of every answer: as measured, else input tokens as a quarter of the prompt's characters, and output tokens as the mean of those
/// measured for the model, or a given number where none was.
/// </summary>
internal sealed class TokenCounts
{
    private const double CharactersPerToken = 4;

    private readonly RoutingTable _table;
    private readonly double[] _output;

    /// <param name="table">The table.</param>
    /// <param name="outputTokens">Tokens of an answer of a model none of whose answers was measured, by model index.</param>
    public TokenCounts(RoutingTable table, Func<int, double> outputTokens)
    {
        _table = table;
        _output = new double[table.Models.Count];
        for (var m = 0; m < _output.Length; m++)
        {
            // In order of size, so that the mean does not depend on the order of the rows.
            var measured = Array.FindAll(table.OutputTokens(m).ToArray(), tokens => !double.IsNaN(tokens));
            Array.Sort(measured);
            _output[m] = measured.Length > 0 ? measured.Average() : outputTokens(m);
        }
    }

    /// <summary>Tokens that the model reads.</summary>
    public double Input(int model, int row) => _table.InputTokens(model)[row] is var measured && double.IsNaN(measured)
        ? _table.Queries[row].Prompt.Length / CharactersPerToken
        : measured;

    /// <summary>Tokens that the model writes.</summary>
    public double Output(int model, int row) => _table.OutputTokens(model)[row] is var measured && double.IsNaN(measured)
        ? _output[model]
        : measured;

    /// <summary>Whether any tokens of the model were measured.</summary>
    public bool Knows(int model) => AnyKnown(_table.InputTokens(model)) || AnyKnown(_table.OutputTokens(model));

    /// <summary>
    /// The table with these counts on every row that a model was run on, for the models asked for; the others keep what was measured.
    /// </summary>
    /// <param name="table">The same rows and models, perhaps with other costs.</param>
    /// <param name="isWanted">By model index.</param>
    public RoutingTable Fill(RoutingTable table, Func<int, bool> isWanted)
    {
        var models = Enumerable.Range(0, _table.Models.Count).ToArray();
        double[] Column(int m, ReadOnlySpan<double> measured, Func<int, int, double> count)
        {
            var column = measured.ToArray();
            for (var row = 0; row < column.Length && isWanted(m); row++)
            {
                column[row] = _table.WasRun(row, m) ? count(m, row) : column[row];
            }

            return column;
        }

        return table.WithTokens(
            Array.ConvertAll(models, m => Column(m, _table.InputTokens(m), Input)),
            Array.ConvertAll(models, m => Column(m, _table.OutputTokens(m), Output)));
    }

    private static bool AnyKnown(ReadOnlySpan<double> column)
    {
        foreach (var value in column)
        {
            if (!double.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }
}
