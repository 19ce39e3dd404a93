using System.Globalization;

namespace Trainer.Features.Data;

/// <summary>How scores from outside stand in data: one column per score, its name behind a prefix.</summary>
internal static class ScoreColumns
{
    public const string Prefix = "score:";

    /// <summary>How many scores a query may have.</summary>
    public const int MaxCount = 1024;

    /// <summary>How long a name may be, in characters.</summary>
    public const int MaxNameLength = 256;

    public static bool Is(string column) => column.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The score's name.</summary>
    public static string NameOf(string column) => column[Prefix.Length..];

    /// <summary>Refuses a name that is empty or too long, and one score too many.</summary>
    public static void CheckName(string name, int known, DataPlace at)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength)
        {
            throw at.Error(string.Create(
                CultureInfo.InvariantCulture,
                $"the score's name has {name.Length} characters; '{Prefix}' must be followed by a name of 1 to {MaxNameLength} of them"));
        }

        if (known >= MaxCount)
        {
            throw at.Error(string.Create(CultureInfo.InvariantCulture, $"is one score more than {MaxCount}, which is the most that is read"));
        }
    }

    /// <summary>Refuses what is not finite in float32, which graphs compute in.</summary>
    public static double? Checked(double? value, DataPlace at) => value is null || float.IsFinite((float)value.Value)
        ? value
        : throw at.Error($"score {value.Value.ToString("R", CultureInfo.InvariantCulture)}; allowed are finite numbers within " +
            "±3.4e38, or nothing for not known");
}
