namespace Trainer.Onnx;

/// <summary>Rows of piece ids for a graph that reads what a tokenizer gives.</summary>
/// <param name="Ids">[rows, length], row by row.</param>
/// <param name="Attention">[rows, length]: 1 for a piece, 0 for padding.</param>
/// <param name="RowCount">Number of rows.</param>
/// <param name="Length">Length of every row.</param>
/// <param name="Windows">[texts, rows]: how much each row counts for each text; null if every text is one row.</param>
public sealed record PieceRows(long[] Ids, long[] Attention, int RowCount, int Length, float[]? Windows);
