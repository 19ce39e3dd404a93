namespace Trainer;

/// <summary>What a process tells its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int GateFailed = 1;
    public const int Usage = 2;
    public const int InvalidInput = 3;
    public const int InternalError = 4;
    public const int Cancelled = 130;
}
