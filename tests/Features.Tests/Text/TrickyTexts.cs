namespace Trainer.Features.Tests.Text;

/// <summary>Texts on which tokenisers are known to disagree.</summary>
internal static class TrickyTexts
{
    public static readonly string[] All =
    [
        "", " ", "\n\n\t", "a", "A", "Hello, World!", "HELLO hello Hello hELLO", "What is the integral of x^2 + 3x from 0 to 1?",
        "def f(x):\n    return x ** 2  # square\n", "```python\nprint('hi')\n```", "naïve café Ünïcödé", "İstanbul ISPARTA ığdır", "STRASSE straße STRAẞE",
        "ΟΔΥΣΣΕΥΣ οδυσσευς ς Σ", "Привет, МИР!", "你好，世界", "こんにちは カタカナ", "안녕하세요 세계", "مرحبا بالعالم", "שלום עולם",
        "👍🏽 emoji 👨‍👩‍👧‍👦 family", "🇩🇪🇫🇷", "𝒜𝓁𝑔𝑒𝒷𝓇𝒶 𝔸", "e\u0301 combining", "a\u200Bb zero width", "no\u00A0break", "\uFEFFbom", "soft\u00ADhyphen",
        "lone \uD800 high", "lone \uDC00 low", "pair \uD83D\uDE00 ok", "\uFFFD replacement", "pad \u0001 inside \u0001\u0001", "bell \u0007 esc \u001B[0m",
        "vertical\u000Btab form\u000Cfeed", "crlf\r\nline\rold", "a_b_c __init__ x1y2", "1,234.56 $5 50%", "C++ C# F# .NET", "\"quoted\" 'single' `tick`",
        "f(x) = \\frac{1}{2} \\sum_{i=1}^n x_i", "https://example.org/a?b=c&d=e#f", "user@example.org", "a.b.c...d", "don't can't I'm", "—em–en-hyphen",
        "½ ² ³ ª º µ × ÷", "ﬁ ligature ﬀ", "Ⅷ ⅷ roman", "ｆｕｌｌ　ｗｉｄｔｈ", "۱۲۳ ٤٥٦ digits", "\u2028line\u2029para", "\u202Ertl override", "ǅ ǆ Ǆ titlecase",
        "K kelvin Å angstrom", "ŉ ſ long s", "\U0010FFFF last", "\U000E0001 tag", "x\u0300\u0301\u0302\u0303", "the the the the the THE The tHe",
        string.Concat(Enumerable.Repeat("long text with many words, and 123 numbers. ", 400)), new string('z', 5000), new string('?', 300),
    ];
}
