using Trainer.Features.Data;

namespace Trainer.Features.Tests.Data;

[TestClass]
public class NormalizedTextTests
{
    [TestMethod]
    [DataRow("  Hello,\r\n\tWorld\u00A0 \u3000! ", "hello, world !")]
    [DataRow("ＦＵＬＬ　ｗｉｄｔｈ", "full width")]
    [DataRow("e\u0301clair", "\u00e9clair")]
    [DataRow("\ufb01le", "file")]
    [DataRow("ΑΒΓ", "αβγ")]
    [DataRow("", "")]
    [DataRow(" \n ", "")]
    [DataRow("x²", "x2")]
    public void Key_KnownTexts_AreFolded(string text, string key) => Assert.AreEqual(key, NormalizedText.Key(text));

    [TestMethod]
    public void Key_OfKey_IsItself()
    {
        var random = new SeededRandom(11);
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(20)).Select(_ => (char)(random.Next(5) == 0 ? ' ' : 0x20 + random.Next(0x240))));
            var key = NormalizedText.Key(text);
            Assert.AreEqual(key, NormalizedText.Key(key), text);
        }
    }

    [TestMethod]
    public void Key_InTurkishCulture_IsTheSame()
    {
        var culture = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new("tr-TR");
            Assert.AreEqual("istanbul title", NormalizedText.Key("ISTANBUL TITLE"));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = culture;
        }
    }
}
