using System.Text.Json.Nodes;
using Trainer.Features.Encoders.Tokenizers;
using Trainer.Features.Encoders.Tokenizers.Normalizers;

namespace Trainer.Features.Tests.Encoders.Tokenizers;

[TestClass]
public sealed class PrecompiledNormalizerTests
{
    [TestMethod]
    public void Apply_ASoundMap_RewritesGraphemesAndCodePoints() =>
        Assert.AreEqual("1\u00C5 \u00C5 b(fi) :) x株式会社", Apply(new(Map()), "①\u212B A\u030A\u00A0b(ﬁ) 😀 \u00E0\u0301㍿"));

    [TestMethod]
    public void Constructor_DamagedMaps_AreRefusedOrRead()
    {
        var sound = Map();
        var random = new SeededRandom(17);
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var map = sound[..(random.Next(8) == 0 ? random.Next(sound.Length) : sound.Length)];
            for (var flips = random.Next(4); flips >= 0 && map.Length > 0; flips--)
            {
                map[random.Next(map.Length)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                Apply(new(map), "①\u212B A\u030A\u00A0b(ﬁ)😀 à\u0301㍿\r\nzyx");
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        Assert.IsGreaterThan(100, refused);
        Assert.IsLessThan(2900, refused);
    }

    private static string Apply(PrecompiledNormalizer normalizer, string text)
    {
        var output = new CharBuffer();
        normalizer.Apply(text, output);
        return output.Written.ToString();
    }

    // The map of the golden case, which SentencePiece compiled from ten rules.
    private static byte[] Map()
    {
        using var stream = typeof(PrecompiledNormalizerTests).Assembly.GetManifestResourceStream("tokenizers.json")!;
        var golden = JsonNode.Parse(stream)!["cases"]!.AsArray().Single(one => (string)one!["name"]! == "Precompiled")!;
        return Convert.FromBase64String((string)golden["tokenizer"]!["normalizer"]!["precompiled_charsmap"]!);
    }
}
