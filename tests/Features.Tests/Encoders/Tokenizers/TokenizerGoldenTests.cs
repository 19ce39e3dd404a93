using System.Text;
using System.Text.Json.Nodes;
using Trainer.Features.Encoders;
using Trainer.Features.Encoders.Tokenizers;

namespace Trainer.Features.Tests.Encoders.Tokenizers;

/// <summary>
/// Every component against ids that the Hugging Face library itself gave: tokenizers 0.22.2 (Rust), through the npm package
/// @anush008/tokenizers 0.6.0. A vocabulary "bytes" is that of the pieces &lt;0x00&gt; to &lt;0xFF&gt; with the ids 0 to 255: with it
/// and a mark at
/// the end of each word, ids are the normalised text and the cuts in it.
/// </summary>
[TestClass]
public sealed class TokenizerGoldenTests
{
    private static readonly JsonNode _golden = Load();

    [TestMethod]
    public void Encode_EveryComponentAndText_GivesTheLibrarysIds()
    {
        var texts = _golden["texts"]!.AsArray().Select(text => (string)text!).ToArray();
        var cases = _golden["cases"]!.AsArray();
        foreach (var one in cases)
        {
            var tokenizer = TokenizerFile.Parse(Encoding.UTF8.GetBytes(one!["tokenizer"]!.ToJsonString()), (string)one["name"]!);
            for (var round = 0; round < 2; round++) // the second time from memory
            {
                for (var i = 0; i < texts.Length; i++)
                {
                    var ids = new List<int>(tokenizer.Prefix);
                    tokenizer.Encode(texts[i], ids);
                    ids.AddRange(tokenizer.Suffix);
                    var expected = one["ids"]![i]!.AsArray().Select(id => (int)id!).ToArray();
                    CollectionAssert.AreEqual(
                        expected, ids,
                        $"{one["name"]}, '{texts[i]}': {string.Join(' ', expected)} expected, {string.Join(' ', ids)} found");
                }
            }
        }

        Assert.IsGreaterThan(50, cases.Count);
    }

    [TestMethod]
    public void SupportedComponents_AreAllAmongTheGoldenCases()
    {
        var text = _golden["cases"]!.ToJsonString();
        var types = SupportedComponents.Models.Concat(SupportedComponents.Normalizers).Concat(SupportedComponents.PreTokenizers);
        foreach (var type in types)
        {
            StringAssert.Contains(text, $"\"type\":\"{type}\"");
        }
    }

    private static JsonNode Load()
    {
        using var stream = typeof(TokenizerGoldenTests).Assembly.GetManifestResourceStream("tokenizers.json")!;
        var golden = JsonNode.Parse(stream)!;
        var bytes = new JsonObject(Enumerable.Range(0, 256).Select(b => KeyValuePair.Create($"<0x{b:X2}>", (JsonNode?)b)));
        foreach (var one in golden["cases"]!.AsArray())
        {
            var model = one!["tokenizer"]!["model"]!;
            if (model["vocab"] is JsonValue)
            {
                model["vocab"] = bytes.DeepClone();
            }
        }

        return golden;
    }
}
