using Trainer.Calibration;
using Trainer.Features;
using Trainer.Features.Encoders;
using Trainer.Learners;
using Trainer.Onnx;
using static Trainer.Onnx.Schema.TensorProto.Types;

namespace Trainer;

/// <summary>
/// Features, learners and calibration in a row: texts to calibrated scores here, and the same chain as one graph. Mostly there is one member, whose
/// raw scores are calibrated; of several it is the sum of slope · raw score + offset. Cost ratios are the members' weighted mean, a member that
/// predicts none believing in 1.
/// </summary>
internal sealed class FittedRouter
{
    private readonly RouterMember[] _members;
    private readonly float[] _offsets;
    private readonly FittedCalibration _calibration;
    private readonly bool _predictsCosts;

    /// <param name="members">At least one.</param>
    /// <param name="offsets">One per score: what is added to several members' sum; empty for an only member.</param>
    /// <param name="calibration">The last step.</param>
    public FittedRouter(IReadOnlyList<RouterMember> members, float[] offsets, FittedCalibration calibration)
    {
        (_members, _offsets, _calibration) = ([.. members], offsets, calibration);
        _predictsCosts = members.Any(member => member.Learner.PredictsCosts);
        Features = [.. members.Select(member => member.Features).OfType<QueryFeatures>().Distinct()];
        ScoreNames = [.. Features.SelectMany(features => features.ScoreNames).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A router of one learner.</summary>
    public FittedRouter(QueryFeatures? features, IFittedLearner learner, FittedCalibration calibration)
        : this([new RouterMember(features, learner, [])], [], calibration)
    {
    }

    public int ScoresPerQuery => Qualities * (_predictsCosts ? 2 : 1);

    /// <summary>What the members read of a query, each once.</summary>
    public IReadOnlyList<QueryFeatures> Features { get; }

    /// <summary>Names of the external scores that any member takes, in the order in which the graph takes them.</summary>
    public IReadOnlyList<string> ScoreNames { get; }

    /// <summary>The encoder behind the scores, or null for none; one that was fine-tuned exists nowhere but in the graph.</summary>
    public EmbeddingSource? Encoder => _members.Select(member => member.Learner.Encoder).FirstOrDefault(encoder => encoder is not null) is { } tuned
        ? new EmbeddingSource(tuned, tuned, InGraph: true)
        : Features.Select(features => features.Encoder).FirstOrDefault(encoder => encoder is not null);

    /// <summary>Where finished embeddings come from, or null for none.</summary>
    public EmbeddingSource? Finished => Features.Select(features => features.Finished).FirstOrDefault(source => source is not null);

    /// <summary>Gives the vectors that the graph takes from outside, or null if it takes none.</summary>
    public IEmbedder? OutsideTheGraph => Features.Select(features => features.OutsideTheGraph).FirstOrDefault(embedder => embedder is not null);

    private int Qualities => _calibration.Maps.Count;

    /// <summary>Calibrated scores, row by row, of texts with whatever external scores the features take and domains, if they are known.</summary>
    public float[] Score(
        IReadOnlyList<string> texts, ExternalScores? external = null, IReadOnlyList<string?>? domains = null, CancellationToken cancellation = default) =>
        Calibrate(Raw(texts, external, cancellation), domains);

    /// <summary>The scores before calibration, row by row.</summary>
    public float[] Raw(IReadOnlyList<string> texts, ExternalScores? external = null, CancellationToken cancellation = default)
    {
        var vectors = Vectors(texts, external, cancellation);
        return Sum(
            [.. _members.Select(member => (member.Learner.Score(vectors(member), texts), member.Slopes, member.Weight))], _offsets, texts.Count);
    }

    /// <summary>The calibrated scores of <see cref="Raw"/> ones.</summary>
    public float[] Calibrate(float[] raw, IReadOnlyList<string?>? domains = null) => _calibration.Apply(raw, ScoresPerQuery, domains);

    /// <summary>
    /// Σ slope · raw score + offset over the members, row by row, with the members' mean cost ratios behind where any has them; an only member's raw
    /// scores where there are no slopes.
    /// </summary>
    /// <param name="members">Raw scores of all queries, slopes and weight of each; more raw scores than slopes are cost ratios.</param>
    /// <param name="offsets">One per score.</param>
    /// <param name="queries">How many.</param>
    public static float[] Sum(IReadOnlyList<(float[] Raw, float[] Slopes, float Weight)> members, float[] offsets, int queries)
    {
        if (members is [({ } only, [], _)])
        {
            return only;
        }

        bool HasCosts(float[] raw) => raw.Length > queries * offsets.Length;
        var perQuery = offsets.Length * (members.Any(member => HasCosts(member.Raw)) ? 2 : 1);
        var sums = new float[queries * perQuery];
        foreach (var (raw, slopes, weight) in members)
        {
            var own = raw.Length / Math.Max(1, queries);
            for (var row = 0; row < queries; row++)
            {
                for (var m = 0; m < own; m++)
                {
                    sums[(row * perQuery) + m] += raw[(row * own) + m] * (m < offsets.Length ? slopes[m] : weight);
                }
            }
        }

        var believed = members.Where(member => !HasCosts(member.Raw)).Sum(member => member.Weight);
        for (var i = 0; i < sums.Length; i++)
        {
            var m = i % perQuery;
            sums[i] += m < offsets.Length ? offsets[m] : believed;
        }

        return sums;
    }

    /// <summary>Texts whose scores may jump by rounding, whichever member's: see <see cref="IFittedLearner.Unsettled"/>.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="raw">Their scores before calibration.</param>
    /// <param name="external">External scores, where the features take some.</param>
    /// <param name="cancellation">Stops it.</param>
    public bool[] Unsettled(IReadOnlyList<string> texts, float[] raw, ExternalScores? external = null, CancellationToken cancellation = default)
    {
        var vectors = Vectors(texts, external, cancellation);
        bool[][] unsettled = [.. _members.Select(member => member.Learner.Unsettled(vectors(member)))];
        return [.. Enumerable.Range(0, texts.Count).Select(row =>
            unsettled.Any(rows => rows[row])
            || Enumerable.Range(0, Qualities).Any(m => _calibration.Maps[m].IsUnsettled(raw[(row * ScoresPerQuery) + m])))];
    }

    public byte[] BuildGraph(IReadOnlyDictionary<string, string> metadata)
    {
        var graph = new GraphBuilder("router");
        var inputs = new QueryInputs(graph, ScoreNames);
        var features = new Dictionary<QueryFeatures, FeatureNodes>();
        var raw = Array.ConvertAll(_members, member => member.Learner.Emit(inputs, Nodes(member.Features)));
        var qualities = _members.Select((member, i) => member.Learner.PredictsCosts ? Columns(raw[i], 0) : raw[i]).ToArray();
        var scores = _calibration.Emit(inputs, _offsets.Length == 0 ? qualities[0] : LogOdds());
        if (_predictsCosts)
        {
            scores = graph.Add("Concat", [scores, Costs()], Attr.Int("axis", 1));
        }

        if (ScoresPerQuery == 1)
        {
            var winRate = graph.Add("Squeeze", [scores, graph.Constant("axes", [1L], 1)]);
            graph.Output(GraphSession.ScoresName, winRate, DataType.Float, GraphBuilder.Batch);
        }
        else
        {
            graph.Output(GraphSession.ScoresName, scores, DataType.Float, GraphBuilder.Batch, ScoresPerQuery);
        }

        return graph.Build(metadata);

        FeatureNodes Nodes(QueryFeatures? read)
        {
            if (read is null)
            {
                return new FeatureNodes(null, null);
            }

            if (!features.TryGetValue(read, out var nodes))
            {
                features.Add(read, nodes = read.Emit(inputs));
            }

            return nodes;
        }

        string Columns(string value, int from) => graph.Add("Slice", [
            value,
            graph.Constant("from", [(long)from], 1),
            graph.Constant("to", [(long)from + Qualities], 1),
            graph.Constant("axis", [1L], 1),
        ]);

        string LogOdds() => graph.Add("Add", [
            Sum(_members.Select((member, i) =>
                graph.Add("Mul", [qualities[i], graph.Constant("member_slope", member.Slopes, member.Slopes.Length)]))),
            graph.Constant("members_offset", _offsets, _offsets.Length),
        ]);

        string Sum(IEnumerable<string> terms) => terms.Aggregate((sum, term) => graph.Add("Add", [sum, term]));

        string Costs()
        {
            var ratios = _members.Select((member, i) => (member.Learner.PredictsCosts, member.Weight, Raw: raw[i]))
                .Where(member => member.PredictsCosts).ToArray();
            return _members.Length == 1
                ? Columns(raw[0], Qualities)
                : graph.Add("Add", [
                    Sum(ratios.Select(member => graph.Add("Mul", [Columns(member.Raw, Qualities), graph.Scalar(member.Weight)]))),

                    // Who predicts none believes in 1.
                    graph.Scalar(_members.Where(member => !member.Learner.PredictsCosts).Sum(member => member.Weight)),
                ]);
        }
    }

    private Func<RouterMember, FeatureMatrix> Vectors(IReadOnlyList<string> texts, ExternalScores? external, CancellationToken cancellation)
    {
        var vectors = Features.ToDictionary(features => features, features => features.Transform(texts, external, cancellation));
        return member => member.Features is { } features ? vectors[features] : FeatureMatrix.Empty(texts.Count);
    }
}
