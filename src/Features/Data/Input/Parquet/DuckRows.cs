using System.Runtime.InteropServices;

namespace Trainer.Features.Data.Input.Parquet;

/// <summary>The rows of a query, a chunk of some thousand at a time.</summary>
internal sealed unsafe class DuckRows : IDisposable
{
    private readonly DuckHandle _result;
    private DuckHandle? _chunk;

    public DuckRows(DuckHandle pending)
    {
        var memory = (nint)NativeMemory.AllocZeroed((nuint)sizeof(DuckResult));
        _result = new DuckHandle(memory, static result =>
        {
            DuckLibrary.DestroyResult(result);
            NativeMemory.Free((void*)result);
        });
        try
        {
            DuckLibrary.Check(DuckLibrary.ExecutePending(pending, _result), Error);
            var count = DuckLibrary.ColumnCount(_result);
            (Names, Columns) = (new string[count], new DuckVector[count]);
            for (var i = 0UL; i < count; i++)
            {
                Names[i] = Marshal.PtrToStringUTF8(DuckLibrary.ColumnName(_result, i)) ?? "";
                Columns[i] = DuckVector.Of(DuckLibrary.ColumnType(_result, i));
            }
        }
        catch
        {
            _result.Dispose();
            throw;
        }
    }

    /// <summary>The names of the columns.</summary>
    public string[] Names { get; }

    /// <summary>The columns, whose values are those of the chunk.</summary>
    public DuckVector[] Columns { get; }

    /// <summary>Number of rows in the chunk.</summary>
    public int Count { get; private set; }

    /// <summary>Moves to the next chunk, after which nothing of the last may be used; false at the end.</summary>
    public bool NextChunk()
    {
        _chunk?.Dispose();
        _chunk = new DuckHandle(
            DuckLibrary.FetchChunk(*(DuckResult*)_result.DangerousGetHandle()), static handle => DuckLibrary.DestroyChunk(ref handle));
        if (_chunk.IsInvalid)
        {
            return Error() is { Length: > 0 } error ? throw new DuckException(error) : false;
        }

        Count = checked((int)DuckLibrary.ChunkSize(_chunk));
        for (var i = 0; i < Columns.Length; i++)
        {
            Columns[i].Set(DuckLibrary.ChunkVector(_chunk, (ulong)i), Count);
        }

        return Count > 0;
    }

    public void Dispose()
    {
        _chunk?.Dispose();
        _result.Dispose();
    }

    private string? Error() => Marshal.PtrToStringUTF8(DuckLibrary.ResultError(_result));
}
