using System.Globalization;
using System.Runtime.CompilerServices;

namespace Trainer.Features;

/// <summary>An interpolated string that is the same in every culture; parts may be joined by + over several lines.</summary>
[InterpolatedStringHandler]
internal ref struct InvariantText(int literalLength, int formattedCount)
{
    private DefaultInterpolatedStringHandler _text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

    public string Take() => _text.ToStringAndClear();
}
