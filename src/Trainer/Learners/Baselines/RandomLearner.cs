using System.Text.Json.Serialization;
using Trainer.Features;
using Trainer.Features.Text;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer.Learners.Baselines;

/// <summary>
/// Uniform scores from a hash of the text, because a router that answers the same text differently each time could be neither verified nor
/// replayed. For code points c_1 .. c_L (what is not printable ASCII is 0) and prime P = 2³¹ − 1:
/// h = Σ_i ((c_i + 1) · (A·i mod P)) mod P, score_m = ((h mod P + 1) · B_m mod P) / P.
/// All products stay below 2⁶², so that int64 arithmetic is exact in C# and in every ONNX runtime.
/// </summary>
internal sealed record RandomLearner : ILearner
{
    public const string Name = "random";
    private const long Prime = int.MaxValue;
    private const long Multiplier = 1_103_515_245;
    private const string Alphabet = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    public static LearnerFamily Family { get; } = new(
        Name,
        "A score that is uniform over texts and knows nothing; the same text always gets the same one.",
        "Nothing. A check that evaluation finds no skill where there is none.",
        new RandomLearner());

    [JsonIgnore]
    public bool UsesFeatures => false;

    public double Operations(TrainingShape shape) => 1;

    public IFittedLearner Fit(TrainingSet data, ulong seed, CancellationToken cancellation)
    {
        var random = new SeededRandom(seed);
        return new Fitted([.. Enumerable.Range(0, data.ScoresPerQuery).Select(_ => 1L + random.Next((int)Prime - 1))]);
    }

    private sealed class Fitted(long[] finalMultipliers) : IFittedLearner
    {
        public float[] Score(FeatureMatrix features, IReadOnlyList<string> texts) =>
            [.. texts.SelectMany(text =>
            {
                var hash = (Hash(text) % Prime) + 1;
                return finalMultipliers.Select(multiplier => (float)(hash * multiplier % Prime) / Prime);
            })];

        public string Emit(QueryInputs inputs, FeatureNodes features)
        {
            var graph = inputs.Graph;
            var tokens = new TextTokens(graph, inputs.Text);
            var codes = tokens.Encode(
                tokens.Characters,
                [
                    KeyValuePair.Create(TextTokens.Padding.ToString(), -1L),
                    .. Alphabet.Select((c, i) => KeyValuePair.Create(c.ToString(), i + 1L)),
                ],
                unknown: 0);

            // Padding has code -1 and therefore weight 0; positions are counted by a running sum along the row.
            var weights = graph.Add("Add", [codes, graph.Scalar(1L)]);
            var ones = graph.Add("Add", [graph.Add("Mul", [codes, graph.Scalar(0L)]), graph.Scalar(1L)]);
            var positions = graph.Add("CumSum", [ones, graph.Scalar(1L)]);
            var multipliers = graph.Add("Mod", [graph.Add("Mul", [positions, graph.Scalar(Multiplier)]), graph.Scalar(Prime)]);
            var terms = graph.Add("Mod", [graph.Add("Mul", [weights, multipliers]), graph.Scalar(Prime)]);
            var sum = graph.Add("ReduceSum", [terms, graph.Constant("axes", [1L], 1)], Attr.Int("keepdims", 1));
            var hash = graph.Add("Add", [graph.Add("Mod", [sum, graph.Scalar(Prime)]), graph.Scalar(1L)]);
            var scattered = graph.Add("Mod", [
                graph.Add("Mul", [hash, graph.Constant("multipliers", finalMultipliers, finalMultipliers.Length)]),
                graph.Scalar(Prime),
            ]);
            return graph.Add("Div", [graph.Add("Cast", [scattered], Attr.Int("to", (long)DataType.Float)), graph.Scalar((float)Prime)]);
        }

        private static long Hash(string text)
        {
            long sum = 0;
            long position = 0;
            foreach (var rune in text.EnumerateRunes())
            {
                position++;
                if (rune.Value != TextTokens.Padding)
                {
                    sum += (Alphabet.IndexOf((char)Math.Min(rune.Value, char.MaxValue), StringComparison.Ordinal) + 2)
                        * (position * Multiplier % Prime) % Prime;
                }
            }

            return sum;
        }
    }
}
