using System.Runtime.InteropServices;

namespace Trainer.Features.Data.Input.Parquet;

/// <summary>Something of DuckDB's that must be given back once.</summary>
internal sealed class DuckHandle : SafeHandle
{
    private readonly Action<nint> _release;

    public DuckHandle(nint handle, Action<nint> release)
        : base(0, ownsHandle: true)
    {
        _release = release;
        SetHandle(handle);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _release(handle);
        return true;
    }
}
