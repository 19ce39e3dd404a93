namespace Trainer.Features.Data.Sample;

/// <summary>
/// What only the maker of made-up traffic knows: the expected quality of each model on each query, given its text. A router that
/// knew it could not do better on fresh answers, so it bounds what can be learned.
/// </summary>
public sealed class SampleTruth
{
    private readonly double[][] _expectedQuality;

    internal SampleTruth(IReadOnlyList<string> ids, IReadOnlyList<string> models, double[][] expectedQuality)
    {
        Ids = ids;
        Models = models;
        _expectedQuality = expectedQuality;
    }

    /// <summary>The ids of the queries, in the order of the table.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The models, in the order of the table.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>A model's probability of success, or for graded answers its mean quality, on every query.</summary>
    public ReadOnlySpan<double> ExpectedQuality(int model) => _expectedQuality[model];

    /// <summary>Writes gzipped JSON lines of <c>{"id":…,"expected_quality":{model:number}}</c>, one per query.</summary>
    public void Write(string path) => GzippedJsonLines.Write(path, Enumerable.Range(0, Ids.Count), (json, row) =>
    {
        json.WriteStartObject();
        json.WriteString("id", Ids[row]);
        json.WriteStartObject("expected_quality");
        for (var m = 0; m < Models.Count; m++)
        {
            json.WriteNumber(Models[m], _expectedQuality[m][row]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });
}
