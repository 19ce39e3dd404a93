using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using YamlDotNet.RepresentationModel;

namespace Trainer.Configuration;

/// <summary>
/// Binds YAML to option records: keys are property names in camel case, defaults are the record's own. Every fault is one sentence with the
/// file, the line, what was found and what is allowed; unknown keys name the nearest known one.
/// </summary>
internal sealed class YamlBinder(string path)
{
    public T Bind<T>(YamlNode node) => (T)Bind(node, typeof(T), "")!;

    private object? Bind(YamlNode node, Type type, string key)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            type = underlying;
        }

        if (IsNothing(node))
        {
            throw Fault(node, $"'{key}' has no value");
        }

        return type switch
        {
            _ when type == typeof(string) => Scalar(node, key, "text"),
            _ when type == typeof(bool) => Parse(node, key, "true or false", text => (bool.TryParse(text, out var value), value)),
            _ when type == typeof(int) => Parse(
                node,
                key,
                "a whole number",
                text => (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value), value)),
            _ when type == typeof(ulong) => Parse(
                node,
                key,
                "a whole number from 0",
                text => (ulong.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value), value)),
            _ when type == typeof(double) => Parse(node, key, "a number", text => (
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value),
                value)),
            _ when type == typeof(JsonElement) => JsonSerializer.SerializeToElement(Json(node)),
            _ when type.IsEnum =>
                Parse(node, key, string.Join(" or ", Enum.GetNames(type).Select(CamelCase)), text => (
                    Enum.GetNames(type).Contains(text, StringComparer.OrdinalIgnoreCase)
                        & Enum.TryParse(type, text, ignoreCase: true, out var value),
                    value!)),
            _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) =>
                List(node, type.GetGenericArguments()[0], key),
            _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) =>
                Map(node, type.GetGenericArguments()[1], key),
            _ when type.IsInterface => Polymorphic(node, type, key),
            _ => Record(node, type, key),
        };
    }

    private object Record(YamlNode node, Type type, string key, string? alsoAllowed = null)
    {
        var mapping = Mapping(node, key);
        var properties = type.GetProperties()
            .Where(property => property.CanWrite)
            .ToDictionary(property => CamelCase(property.Name), StringComparer.Ordinal);
        var record = Create(type);
        foreach (var (name, value) in mapping.Children)
        {
            var text = Scalar(name, key, "a key");
            if (text == alsoAllowed)
            {
                continue;
            }

            if (!properties.TryGetValue(text, out var property))
            {
                throw Fault(name, $"unknown key '{Join(key, text)}'; {NearestName.Hint(text, properties.Keys)}");
            }

            if (!IsNothing(value))
            {
                property.SetValue(record, Bind(value, property.PropertyType, Join(key, text)));
            }
            else if (new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable)
            {
                property.SetValue(record, null);
            }
        }

        return record;
    }

    // A key without a value says nothing: what may be absent is absent, anything else keeps its default.
    private static bool IsNothing(YamlNode node) =>
        node is YamlScalarNode { Value: null or "" or "null" or "~", Style: YamlDotNet.Core.ScalarStyle.Plain };

    private object Polymorphic(YamlNode node, Type type, string key)
    {
        var discriminator = type.GetCustomAttribute<JsonPolymorphicAttribute>()!.TypeDiscriminatorPropertyName!;
        var known = type.GetCustomAttributes<JsonDerivedTypeAttribute>()
            .ToDictionary(derived => (string)derived.TypeDiscriminator!, derived => derived.DerivedType, StringComparer.Ordinal);
        if (!Mapping(node, key).Children.TryGetValue(new YamlScalarNode(discriminator), out var chosen))
        {
            throw Fault(node, $"'{key}' has no '{discriminator}'; allowed are {string.Join(", ", known.Keys)}");
        }

        var name = Scalar(chosen, Join(key, discriminator), "text");
        return known.TryGetValue(name, out var derivedType)
            ? Record(node, derivedType, key, discriminator)
            : throw Fault(chosen, $"'{Join(key, discriminator)}' is '{name}'; {NearestName.Hint(name, known.Keys)}");
    }

    private object List(YamlNode node, Type element, string key)
    {
        // A single value stands for a list of one.
        var items = node is YamlSequenceNode sequence ? sequence.Children : [node];
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var item in items)
        {
            list.Add(Bind(item, element, key));
        }

        return list;
    }

    // What is not quoted is a number or a truth value if it reads as one.
    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(pair.Key.ToString(), Json(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        _ when IsNothing(node) => null,
        YamlScalarNode { Style: not YamlDotNet.Core.ScalarStyle.Plain } quoted => quoted.Value,
        _ when bool.TryParse(node.ToString(), out var truth) => truth,
        _ when long.TryParse(node.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(node.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) => number,
        _ => node.ToString(),
    };

    private object Map(YamlNode node, Type element, string key)
    {
        var map = (IDictionary)Activator.CreateInstance(
            typeof(SortedDictionary<,>).MakeGenericType(typeof(string), element), StringComparer.Ordinal)!;
        foreach (var (name, value) in Mapping(node, key).Children)
        {
            var text = Scalar(name, key, "a key");
            map.Add(text, Bind(value, element, Join(key, text)));
        }

        return map;
    }

    private object Parse<TValue>(YamlNode node, string key, string allowed, Func<string, (bool Ok, TValue Value)> parse)
    {
        var text = Scalar(node, key, allowed);
        var (ok, value) = parse(text);
        return ok ? value! : throw Fault(node, $"'{key}' is '{text}'; allowed is {allowed}");
    }

    private string Scalar(YamlNode node, string key, string allowed) => node is YamlScalarNode scalar
        ? scalar.Value ?? ""
        : throw Fault(node, $"'{key}' is a {(node is YamlMappingNode ? "map" : "list")}; allowed is {allowed}");

    private YamlMappingNode Mapping(YamlNode node, string key) => node as YamlMappingNode
        ?? throw Fault(node, $"{(key.Length == 0 ? "the configuration" : $"'{key}'")} is not a map of keys to values");

    // What no file holds has no place: it was given by --set.
    private UsageException Fault(YamlNode node, string message) => new(string.Create(
        CultureInfo.InvariantCulture, $"{(node.End.Index > 0 ? $"{path}, line {node.Start.Line}" : "--set")}: {message}"));

    // A positional record is made from its constructor's defaults; any other has a constructor without parameters.
    private static object Create(Type type)
    {
        var constructor = type.GetConstructors().MinBy(c => c.GetParameters().Length)!;
        return constructor.Invoke(Array.ConvertAll(constructor.GetParameters(), parameter => parameter.DefaultValue));
    }

    internal static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Join(string parent, string key) => parent.Length == 0 ? key : $"{parent}.{key}";
}
