using System.Globalization;

namespace Trainer;

/// <summary>How long something takes, as people say it.</summary>
internal static class Duration
{
    /// <summary>"8 s", "3 min 5 s", "2 h 10 min"; what is not finite or negative counts as 0.</summary>
    public static string Of(double seconds)
    {
        var whole = double.IsFinite(seconds) ? (long)Math.Round(Math.Clamp(seconds, 0, 1e12)) : 0;
        return whole switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{whole} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole / 3600} h {whole / 60 % 60} min"),
        };
    }
}
