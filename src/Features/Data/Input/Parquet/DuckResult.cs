using System.Runtime.InteropServices;

namespace Trainer.Features.Data.Input.Parquet;

/// <summary>duckdb_result: five fields that are no longer used, and the result behind the sixth.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct DuckResult
{
    private readonly ulong _columnCount;
    private readonly ulong _rowCount;
    private readonly ulong _rowsChanged;
    private readonly nint _columns;
    private readonly nint _errorMessage;
    private readonly nint _internalData;
}
