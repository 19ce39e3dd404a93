using System.Text.Json;
using System.Text.Json.Nodes;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Learners.Settings;

namespace Trainer.Sweep.Space;

/// <summary>
/// What a configuration says in <c>sweep.space</c>, as domains. Every value that it names is tried on its learner, so that what the learner
/// refuses is known before the work begins.
/// </summary>
internal static class NarrowedSpace
{
    private const string Key = "sweep.space";

    private static readonly string[] RangeKeys = ["from", "to", "scale"];
    private static readonly TrainingSet Probe = new(
        new FeatureMatrix(
            FeatureMatrix.Empty(32).Sparse, new DenseMatrix([.. Enumerable.Range(0, 32).Select(row => (float)(row % 5))], 32, 1)),
        [[.. Enumerable.Range(0, 32).Select(row => row % 2.0)], [.. Enumerable.Range(0, 32).Select(row => row % 3 == 0 ? 1.0 : 0)]],
        IsPair: true);

    /// <summary>By learner and setting what is allowed.</summary>
    /// <exception cref="UsageException">It makes no sense; the message names the place.</exception>
    public static IReadOnlyDictionary<(string Learner, string Setting), Domain> Of(SweepOptions options)
    {
        var domains = new Dictionary<(string, string), Domain>();
        foreach (var (learner, settings) in options.Space)
        {
            var family = LearnerFamily.Find(learner) ?? throw new UsageException(
                $"'{Key}' has a learner '{learner}'; {NearestName.Hint(learner, LearnerFamily.All.Select(known => known.Name))}");
            if (!options.Learners.Contains(learner) && !options.Learners.Contains(AutomaticSearch.Name))
            {
                throw new UsageException(
                    $"'{Key}' has the learner '{learner}', but the search tries {string.Join(", ", options.Learners)}; " +
                    "name it in 'sweep.learners', or leave it out");
            }

            foreach (var (setting, value) in settings)
            {
                domains[(learner, setting)] = Read(family, setting, value);
            }
        }

        return domains;
    }

    private static Domain Read(LearnerFamily family, string setting, JsonElement value)
    {
        var place = $"{Key}.{family.Name}.{setting}";
        if (family.Settings.Count == 0)
        {
            throw new UsageException($"'{place}' is unknown; the learner '{family.Name}' has no settings");
        }

        var type = family.Settings.FirstOrDefault(known => known.Name == setting).Type ?? throw new UsageException(
            $"'{place}' is unknown; {NearestName.Hint(setting, family.Settings.Select(known => known.Name))}");
        return value.ValueKind switch
        {
            JsonValueKind.Object => Range(family, setting, type, value, place),
            JsonValueKind.Array when value.GetArrayLength() == 0 => throw new UsageException(
                $"'{place}' is an empty list; allowed is a value, a list of values, or a range"),
            JsonValueKind.Array => new ChoiceDomain(value.EnumerateArray()
                .Select(choice => Checked(family, setting, type, choice, place)).DistinctBy(choice => choice.GetRawText())),
            _ => new ChoiceDomain([Checked(family, setting, type, value, place)]),
        };
    }

    private static Domain Range(LearnerFamily family, string setting, Type type, JsonElement range, string place)
    {
        var number = Nullable.GetUnderlyingType(type) ?? type;
        if (number != typeof(int) && number != typeof(double))
        {
            throw new UsageException($"'{place}' is a range; allowed is {Words(type)}, or a list of such");
        }

        foreach (var property in range.EnumerateObject().Where(property => !RangeKeys.Contains(property.Name)))
        {
            throw new UsageException($"'{place}' has a key '{property.Name}'; {NearestName.Hint(property.Name, RangeKeys)}");
        }

        double End(string key) => range.TryGetProperty(key, out var end)
            ? Checked(family, setting, number, end, $"{place}.{key}").GetDouble()
            : throw new UsageException($"'{place}' has no '{key}'; a range is {{ from: 1, to: 10, scale: linear }}");
        var (low, high) = (End("from"), End("to"));
        if (low >= high)
        {
            throw new UsageException(FormattableString.Invariant($"'{place}' goes from {low} to {high}; allowed is a 'from' below 'to'"));
        }

        var isLog = IsLog(range, family.Space.FirstOrDefault(known => known.Name == setting)?.Domain, place);
        if (isLog && low <= 0)
        {
            throw new UsageException(FormattableString.Invariant(
                $"'{place}' has a logarithmic scale from {low}; allowed is a 'from' above 0, or 'scale: linear'"));
        }

        return number == typeof(int) ? new IntegerDomain((int)low, (int)high, isLog) : new RealDomain(low, high, isLog);
    }

    // Without a word the scale is the one that the learner's own range has.
    private static bool IsLog(JsonElement range, Domain? own, string place) => range.TryGetProperty("scale", out var scale)
        ? scale.ToString() switch
        {
            "log" => true,
            "linear" => false,
            var found => throw new UsageException($"'{place}.scale' is '{found}'; allowed is linear or log"),
        }
        : own is RealDomain { IsLog: true } or IntegerDomain { IsLog: true };

    /// <summary>A value as the learner's own JSON has it.</summary>
    private static JsonElement Checked(LearnerFamily family, string setting, Type type, JsonElement value, string place)
    {
        var settings = JsonSerializer.SerializeToNode(family.Default, BundleJson.Line)!.AsObject();
        settings[setting] = JsonNode.Parse(value.GetRawText());
        ILearner learner;
        try
        {
            learner = settings.Deserialize<ILearner>(BundleJson.Line)!;
        }
        catch (JsonException)
        {
            throw new UsageException($"'{place}' is {value.GetRawText()}; allowed is {Words(type)}");
        }

        // Text names something in the data, which only they can tell.
        if (type != typeof(string) && Refusal(learner) is { } refusal && refusal != Refusal(family.Default))
        {
            throw new UsageException($"'{place}': {refusal}");
        }

        return JsonSerializer.SerializeToElement(learner, BundleJson.Line).GetProperty(setting);
    }

    // Learners look at their settings first; the fit itself is not wanted, and a learner that would load an encoder for it is believed.
    private static string? Refusal(ILearner learner)
    {
        try
        {
            if (!learner.TrainsEncoder)
            {
                learner.Fit(Probe, 0, new CancellationToken(canceled: true));
            }

            return null;
        }
        catch (UsageException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or ArgumentException or ArithmeticException)
        {
            return null;
        }
    }

    private static string Words(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var whole when whole == typeof(int) => "a whole number",
        var real when real == typeof(double) => "a number",
        var truth when truth == typeof(bool) => "true or false",
        var text when text == typeof(string) => "text",
        { IsEnum: true } named => string.Join(" or ", Enum.GetValuesAsUnderlyingType(named).Cast<object>()
            .Select(value => JsonSerializer.Serialize(Enum.ToObject(named, value), named, BundleJson.Line).Trim('"'))),
        _ => "a list of whole numbers, such as [128, 64], in a list of such lists",
    };
}
