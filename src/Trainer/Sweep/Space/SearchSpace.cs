using System.Text.Json;
using System.Text.Json.Nodes;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Settings;

namespace Trainer.Sweep.Space;

/// <summary>
/// Everything that a search may choose, as a list of dimensions: the learner, the feature set where the learner reads one, and of each
/// learner its settings, which exist only where it is chosen.
/// </summary>
internal sealed class SearchSpace
{
    /// <summary>Place of the learner among the dimensions.</summary>
    public const int Learner = 0;

    /// <summary>Place of the feature set.</summary>
    public const int Features = 1;

    private readonly LearnerFamily[] _families;
    private readonly string[] _features;
    private readonly JsonObject[] _starts;

    /// <param name="families">The learners, at least one.</param>
    /// <param name="features">Names of feature sets, at least one; the last is where every learner starts.</param>
    /// <param name="isPair">Whether the task is a pair.</param>
    /// <param name="narrowed">By learner and setting what the user allows in place of the learner's own domain.</param>
    public SearchSpace(
        IReadOnlyList<LearnerFamily> families,
        IReadOnlyList<string> features,
        bool isPair,
        IReadOnlyDictionary<(string Learner, string Setting), Domain>? narrowed = null)
    {
        (_families, _features) = ([.. families], [.. features]);
        _starts = [.. families.Select(family => JsonSerializer.SerializeToNode(family.Default, BundleJson.Line)!.AsObject())];
        int[] readers = [.. Enumerable.Range(0, families.Count).Where(i => families[i].Default.UsesFeatures)];
        var dimensions = new List<Dimension>
        {
            new("learner", ChoiceDomain.Of([.. families.Select(family => family.Name)])),
            new("features", ChoiceDomain.Of(_features), new Condition(Learner, readers)),
        };
        for (var i = 0; i < families.Count; i++)
        {
            var name = families[i].Name;
            var own = families[i].Space.Where(setting => isPair || !setting.ForPairsOnly)
                .Where(setting => narrowed?.ContainsKey((name, setting.Name)) != true)
                .Concat((narrowed ?? new Dictionary<(string, string), Domain>())
                    .Where(pair => pair.Key.Learner == name).Select(pair => new Setting(pair.Key.Setting, pair.Value)));
            var condition = new Condition(Learner, [i]);
            dimensions.AddRange(own.OrderBy(setting => setting.Name, StringComparer.Ordinal)
                .Select(setting => new Dimension($"{name}.{setting.Name}", setting.Domain, condition)));
        }

        Dimensions = dimensions;
    }

    /// <summary>The space that a configuration describes, with the lists of learners and feature sets spelled out.</summary>
    /// <exception cref="UsageException"><c>sweep.space</c> makes no sense.</exception>
    public static SearchSpace Of(SweepOptions options, bool isPair) => new(
        [.. options.Learners.Select(name => LearnerFamily.Find(name)!)], options.Features, isPair, NarrowedSpace.Of(options));

    public IReadOnlyList<Dimension> Dimensions { get; }

    /// <summary>Number of learners, which are the values of the dimension <see cref="Learner"/>.</summary>
    public int Learners => _families.Length;

    /// <summary>Whether a dimension exists, given the values of those before it.</summary>
    public bool Exists(int dimension, ReadOnlySpan<double> values) => Dimensions[dimension].When is not { } when ||
        (!double.IsNaN(values[when.Dimension]) && when.Values.Contains((int)values[when.Dimension]));

    /// <summary>The point where a learner starts: its cheap default, as near as the domains allow, on the last feature set.</summary>
    public SearchPoint Start(int learner) => Fill((dimension, _) => dimension switch
    {
        Learner => learner,
        Features => _features.Length - 1,
        _ => Nearest(dimension, _starts[learner][SettingName(dimension, learner)]),
    });

    /// <summary>A point whose every dimension is drawn evenly on the unit scale.</summary>
    public SearchPoint Draw(SeededRandom random) => Fill((dimension, _) => Dimensions[dimension].Domain.FromUnit(random.NextDouble()));

    /// <summary>A point from values per dimension, asked for in order and only where the dimension exists.</summary>
    /// <param name="value">Of a dimension and the values before it its value.</param>
    public SearchPoint Fill(Func<int, double[], double> value)
    {
        var values = new double[Dimensions.Count];
        Array.Fill(values, double.NaN);
        for (var dimension = 0; dimension < values.Length; dimension++)
        {
            values[dimension] = Exists(dimension, values) ? value(dimension, values) : double.NaN;
        }

        return new SearchPoint(values);
    }

    /// <summary>What a point means.</summary>
    public TrialSpec ToSpec(int number, SearchPoint point)
    {
        var family = (int)point[Learner];
        var settings = (JsonObject)_starts[family].DeepClone();
        for (var dimension = Features + 1; dimension < Dimensions.Count; dimension++)
        {
            if (point.Has(dimension))
            {
                settings[SettingName(dimension, family)] = Dimensions[dimension].Domain.ToJson(point[dimension]);
            }
        }

        return new TrialSpec(
            number, point.Has(Features) ? _features[(int)point[Features]] : "", settings.Deserialize<ILearner>(BundleJson.Line)!);
    }

    /// <summary>The point that means a learner with just its settings, or null if there is none.</summary>
    public SearchPoint? Find(string features, ILearner learner)
    {
        var json = JsonSerializer.SerializeToElement(learner, BundleJson.Line);
        var family = Array.FindIndex(_families, candidate => candidate.Name == json.GetProperty("name").GetString());
        var set = Array.IndexOf(_features, features);
        if (family < 0 || (learner.UsesFeatures && set < 0))
        {
            return null;
        }

        var isInside = true;
        var point = Fill((dimension, _) =>
        {
            if (dimension <= Features)
            {
                return dimension == Learner ? family : set;
            }

            var value = Dimensions[dimension].Domain.FromJson(json.GetProperty(SettingName(dimension, family)));
            isInside &= value is not null;
            return value ?? 0;
        });
        return isInside && JsonElement.DeepEquals(json, JsonSerializer.SerializeToElement(ToSpec(0, point).Learner, BundleJson.Line))
            ? point
            : null;
    }

    private double Nearest(int dimension, JsonNode? start)
    {
        var domain = Dimensions[dimension].Domain;
        if (start is null)
        {
            return domain.FromUnit(0);
        }

        var json = JsonSerializer.SerializeToElement(start);
        return domain.FromJson(json) ?? domain.FromUnit(
            domain.IsOrdered && json.ValueKind == JsonValueKind.Number ? domain.ToUnit(Math.Max(json.GetDouble(), double.Epsilon)) : 0);
    }

    private string SettingName(int dimension, int family) => Dimensions[dimension].Name[(_families[family].Name.Length + 1)..];
}
