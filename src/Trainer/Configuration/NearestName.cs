namespace Trainer.Configuration;

/// <summary>What to say to somebody who named a thing that does not exist.</summary>
internal static class NearestName
{
    /// <summary>"did you mean 'x'? Allowed are x, y": the known name that takes the fewest changes, and all of them.</summary>
    public static string Hint(string found, IEnumerable<string> known)
    {
        var all = known.Order(StringComparer.Ordinal).ToArray();
        var nearest = all.MinBy(candidate => Distance(found, candidate));
        return $"did you mean '{nearest}'? Allowed are {string.Join(", ", all)}";
    }

    // Levenshtein's distance, ignoring case.
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }

            previous = current;
        }

        return previous[^1];
    }
}
