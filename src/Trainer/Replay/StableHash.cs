namespace Trainer.Replay;

/// <summary>A number of texts that is the same in every process (FNV-1a over UTF-16). For chance that belongs to a query, not for secrets.</summary>
internal static class StableHash
{
    public static ulong Of(params ReadOnlySpan<string> texts)
    {
        var hash = 14695981039346656037UL;
        foreach (var text in texts)
        {
            foreach (var c in text)
            {
                hash = (hash ^ c) * 1099511628211UL;
            }

            hash = (hash ^ 0x10000) * 1099511628211UL; // no character: "ab", "c" is not "a", "bc"
        }

        return hash;
    }
}
