using System.Text;
using Trainer.Features.Encoders;

namespace Trainer.Features.Tests.Encoders.Tokenizers;

[TestClass]
public sealed class TokenizerFileTests
{
    private const string Bert = """
        {"version":"1.0","truncation":{"max_length":128},"padding":{"pad_id":3,"pad_token":"[PAD]"},
        "added_tokens":[{"id":4,"content":"[SEP]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":6,"content":"Gamma","single_word":true,"lstrip":false,"rstrip":true,"normalized":true,"special":false}],
        "normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "},
        {"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}]},
        "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"BertPreTokenizer"},{"type":"Digits","individual_digits":true},
        {"type":"Split","pattern":{"Regex":"\\p{L}+|\\p{N}(?!x)|(?i:'s)"},"behavior":"Isolated","invert":false}]},
        "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},
        {"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],"pair":[],
        "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[5],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[4],"tokens":["[SEP]"]}}},
        "decoder":{"type":"WordPiece"},
        "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
        "vocab":{"[UNK]":0,"al":1,"##pha":2,"[PAD]":3,"[SEP]":4,"[CLS]":5}}}
        """;

    private const string Bpe = """
        {"normalizer":{"type":"Prepend","prepend":"_"},"pre_tokenizer":{"type":"Metaspace","replacement":"_","prepend_scheme":"first"},
        "post_processor":{"type":"BertProcessing","sep":["a",0],"cls":["b",1]},
        "model":{"type":"BPE","dropout":null,"unk_token":"a","fuse_unk":true,"byte_fallback":false,"vocab":{"a":0,"b":1,"ab":2,"_":3},
        "merges":["a b"]}}
        """;

    private const string Unigram = """
        {"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["a",-1.5],["b",-2]]},
        "normalizer":{"type":"Precompiled","precompiled_charsmap":"BAAAAAAAAAAA"}}
        """;

    [TestMethod]
    public void Parse_AWholeFile_GivesPrefixSuffixPaddingAndIds()
    {
        var tokenizer = Parse(Bert);
        CollectionAssert.AreEqual(new[] { 5 }, tokenizer.Prefix.ToArray());
        CollectionAssert.AreEqual(new[] { 4 }, tokenizer.Suffix.ToArray());
        Assert.AreEqual(3, tokenizer.PaddingId);
        var ids = new List<int> { 9 };
        tokenizer.Encode("Álpha[SEP]GAMMA  beta", ids);
        CollectionAssert.AreEqual(new[] { 9, 1, 2, 4, 6, 0 }, ids);
    }

    [TestMethod]
    public void Read_AFile_IsTheSameAsItsContent()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Bpe);
            var ids = new List<int>();
            TokenizerFile.Read(path).Encode("ab", ids);
            CollectionAssert.AreEqual(new[] { 3, 2 }, ids);
            StringAssert.StartsWith(Refused(() => { File.WriteAllText(path, "{"); TokenizerFile.Read(path); }), path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    [DataRow("{\"type\":\"NFC\"}", "{\"type\":\"Foo\"}", "normalizer.normalizers[0] is of type Foo; known are BertNormalizer, ")]
    [DataRow("{\"type\":\"NFC\"}", "{\"type\":\"NFC\",\"strength\":1}", "normalizer.normalizers[0] has a member strength")]
    [DataRow("{\"type\":\"NFC\"}", "{}", "normalizer.normalizers[0] has no type")]
    [DataRow("{\"type\":\"NFC\"}", "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}",
        "precompiled_charsmap is not a compiled map")]
    [DataRow("{\"type\":\"NFC\"}", "{\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"\"}", "pattern.String is empty")]
    [DataRow("BertPreTokenizer", "UnicodeScripts", "pre_tokenizer.pretokenizers[0] is of type UnicodeScripts")]
    [DataRow("\"Isolated\"", "\"Isolate\"", "behavior is Isolate; known are Removed, Isolated")]
    [DataRow("(?!x)", "(?<!x)", "this kind of group is not supported (character")]
    [DataRow("(?!x)", "+?", "a lazy or repeated repetition is not supported")]
    [DataRow("(?!x)", "\\\\b", "this escape is not supported")]
    [DataRow("\\\\p{L}+", "\\\\p{Han}+", "the property 'Han' (known are general categories) is not supported")]
    [DataRow("\\\\p{L}+", "\\\\p{L}*", "it can match nothing at all")]
    [DataRow("(?i:'s)", "(?i:ss)", "'ss' without regard to case")]
    [DataRow("TemplateProcessing", "Other", "post_processor is of type Other; known are BertProcessing")]
    [DataRow("{\"id\":\"A\",\"type_id\":0}", "{\"id\":\"A\",\"type_id\":1}", "single[1].Sequence has a type_id other than 0")]
    [DataRow("{\"id\":\"A\",\"type_id\":0}", "{\"id\":\"B\",\"type_id\":0}", "is not the only Sequence")]
    [DataRow("\"WordPiece\",\"unk", "\"WordLevel\",\"unk", "model is of type WordLevel; known are BPE, Unigram, WordPiece")]
    [DataRow("\"al\":1", "\"al\":0", "model.vocab gives the id 0 twice")]
    [DataRow("\"al\":1", "\"al\":-1", "model.vocab gives al an id that is not a whole number from 0 to 16777215")]
    [DataRow("\"al\":1", "\"al\":1,\"al\":7", "is not a tokenizer.json")]
    [DataRow("\"id\":6", "\"id\":9", "added_tokens[1] gives Gamma the id 9, but its place says 6")]
    [DataRow("\"Gamma\"", "\"[SEP]\"", "added_tokens[1] is [SEP] for the second time")]
    [DataRow("\"decoder\"", "\"encoder\"", "the whole has a member encoder")]
    [DataRow("\"al\"", "\"\\ud800\"", "is not a tokenizer.json")]
    public void Parse_SomethingUnsupported_IsRefusedByNameAndPlace(string sound, string broken, string message)
    {
        Assert.Contains(sound, Bert);
        StringAssert.Contains(Refused(() => Parse(Bert.Replace(sound, broken, StringComparison.Ordinal))), message);
    }

    [TestMethod]
    [DataRow("\"a b\"", "\"a c\"", "model.merges[0] needs the piece c, which model.vocab has not")]
    [DataRow("\"a b\"", "\"a b c\"", "model.merges[0] is not a pair of pieces")]
    [DataRow("\"a b\"", "[\"b\",\"a\"]", "model.merges[0] needs the piece ba")]
    [DataRow("\"dropout\":null", "\"dropout\":0.1", "model.dropout is not 0")]
    [DataRow("\"prepend_scheme\"", "\"add_prefix_space\":false,\"prepend_scheme\"", "contradict each other")]
    public void Parse_UnsoundBpe_IsRefused(string sound, string broken, string message) =>
        StringAssert.Contains(Refused(() => Parse(Bpe.Replace(sound, broken, StringComparison.Ordinal))), message);

    [TestMethod]
    [DataRow("NaN")]
    [DataRow("1e999")]
    [DataRow("\"x\"")]
    public void Parse_AScoreThatIsNoNumber_IsRefused(string score) =>
        Refused(() => Parse("{\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"a\"," + score + "]]}}"));

    [TestMethod]
    public void Encode_UnknownTextWithoutAnUnknownPiece_IsAnEncoderException()
    {
        var tokenizer = Parse("{\"model\":{\"type\":\"Unigram\",\"unk_id\":null,\"vocab\":[[\"a\",-1]]}}");
        Refused(() => tokenizer.Encode("b", []));
        var ids = new List<int>();
        tokenizer.Encode("aa", ids);
        CollectionAssert.AreEqual(new[] { 0, 0 }, ids);
    }

    [TestMethod]
    public void Encode_APatternThatGoesBackWithoutEnd_StopsWithAnEncoderException()
    {
        var tokenizer = Parse("{\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(?:a|a|aa)+b\"},\"behavior\":\"Isolated\"},"
            + "\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"a\",-1]]}}");
        Refused(() => tokenizer.Encode(new string('a', 60), []));
    }

    [TestMethod]
    public void Parse_DamagedFiles_GiveAnEncoderExceptionOrATokenizerThatWorks()
    {
        var random = new SeededRandom(29);
        var (refused, read) = (0, 0);
        string[] tokens =
            ["null", "1", "-1", "\"\"", "[]", "{}", "true", "1e400", "99999999999", "\"\\ud800\"", "[[[[", "\"type\"", "\u0000"];
        foreach (var file in new[] { Bert, Bpe, Unigram })
        {
            var sound = Encoding.UTF8.GetBytes(file);
            for (var i = 0; i < 3000; i++)
            {
                var bytes = sound.ToList();
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 1:
                        bytes.RemoveRange(at, bytes.Count - at);
                        break;
                    case 2:
                        bytes.RemoveRange(at, Math.Min(random.Next(12), bytes.Count - at));
                        break;
                    default:
                        // A value for another one.
                        var end = file.IndexOfAny([',', '}', ']'], at);
                        var colon = file.LastIndexOfAny([':', '[', ','], at);
                        var rest = end < 0 ? "" : file[end..];
                        bytes = [.. Encoding.UTF8.GetBytes(file[..(colon + 1)] + tokens[random.Next(tokens.Length)] + rest)];
                        break;
                }

                try
                {
                    var tokenizer = TokenizerFile.Parse(bytes.ToArray(), "damaged");
                    foreach (var text in TrickyText())
                    {
                        tokenizer.Encode(text, []);
                    }

                    read++;
                }
                catch (EncoderException)
                {
                    refused++;
                }
            }
        }

        Assert.IsGreaterThan(2000, refused);
        Assert.IsGreaterThan(100, read);
    }

    private static IEnumerable<string> TrickyText() => ["Álpha[SEP] GAMMA, b ab's 12", "", "\r\n \uFFFE😀e\u0301\u3000_a", "\0a\uD800"];

    private static ITokenizer Parse(string json) => TokenizerFile.Parse(Encoding.UTF8.GetBytes(json), "tokenizer.json");

    private static string Refused(Action action) => Assert.ThrowsExactly<EncoderException>(action).Message;
}
