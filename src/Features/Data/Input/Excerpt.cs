namespace Trainer.Features.Data.Input;

/// <summary>The beginning of a value for an error sentence.</summary>
internal static class Excerpt
{
    private const int MaxCharacters = 40;

    public static string Of(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= MaxCharacters ? line : $"{line[..MaxCharacters]}…";
    }
}
