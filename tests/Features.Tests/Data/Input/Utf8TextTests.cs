using System.Text;
using Trainer.Features.Data.Input;

namespace Trainer.Features.Tests.Data.Input;

[TestClass]
public class Utf8TextTests
{
    [TestMethod]
    public void Equals_AnyTwoTexts_AgreesWithDecoding()
    {
        string[] texts =
        [
            "", "a", "b", "ab", "é", "e\u0301", "☕", "🙂", "a🙂", "\uFFFD",
            new('x', 600), new string('x', 511) + "é", new('é', 300),
            new string('☕', 170) + "🙂", new string('☕', 170) + "🙃", new string('x', 510) + "🙂",
        ];
        foreach (var a in texts)
        {
            foreach (var b in texts)
            {
                Assert.AreEqual(a == b, Utf8Text.Equals(Encoding.UTF8.GetBytes(a), b), $"{a} and {b}");
            }
        }
    }

    [TestMethod]
    public void Equals_HalfOfASurrogatePair_IsNoText()
    {
        Assert.IsFalse(Utf8Text.Equals("\uFFFD"u8, "\uD83D"));
        Assert.IsFalse(Utf8Text.Equals([0xED, 0xA0, 0xBD], "\uD83D"));
    }
}
