using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Trainer.Reporting.Html;

/// <summary>Finished HTML. Whatever text goes into it is escaped on the way, so that no name in the data can become markup.</summary>
internal readonly record struct Markup(string Text)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>An interpolated string whose holes are escaped, but for those that are HTML already.</summary>
    public static Markup Of(FormattableString template) => new(string.Format(
        CultureInfo.InvariantCulture,
        template.Format,
        Array.ConvertAll(template.GetArguments(), hole => hole is Markup markup ? markup.Text : (object)Escape(hole))));

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public static Markup When(bool condition, FormattableString template) => condition ? Of(template) : default;

    public override string ToString() => Text;

    private static string Escape(object? hole) => Encoder.Encode(Convert.ToString(hole, CultureInfo.InvariantCulture) ?? "");
}
