using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Trainer.Configuration;

/// <summary>Reads configuration files and <c>--set key=value</c>.</summary>
internal static class ConfigurationFile
{
    public static TrainerOptions Read(string path, IEnumerable<string> overrides) =>
        OptionsCheck.Validated(Bind<TrainerOptions>(path, overrides), path);

    /// <summary>Options of any kind from a file, with single keys overridden.</summary>
    public static T Bind<T>(string path, IEnumerable<string>? overrides = null)
    {
        var root = Parse(path);
        foreach (var setting in overrides ?? [])
        {
            Set(root, setting);
        }

        return new YamlBinder(path).Bind<T>(root);
    }

    private static YamlMappingNode Parse(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"there is no configuration file {path}; see the folder configs for examples");
        }

        var stream = Load(
            File.ReadAllText(path), e => $"{path}{(e is YamlException fault ? $", line {fault.Start.Line}" : "")}: this is not YAML");
        return stream.Documents.Count == 0 ? [] : stream.Documents[0].RootNode as YamlMappingNode
            ?? throw new UsageException($"{path}: the configuration is not a map of keys to values");
    }

    private static YamlStream Load(string text, Func<Exception, string> place)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream;
        }
        catch (Exception e) when (e is YamlException or ArgumentException)
        {
            throw new UsageException($"{place(e)}: {(e.InnerException ?? e).Message.Split(": ")[^1]}");
        }
    }

    private static void Set(YamlMappingNode root, string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException($"--set {setting} has no value; write it as --set sweep.trials=60");
        }

        var keys = setting[..equals].Split('.');
        var node = root;
        foreach (var key in keys[..^1])
        {
            if (!node.Children.TryGetValue(new YamlScalarNode(key), out var child) || child is not YamlMappingNode map)
            {
                node.Children[new YamlScalarNode(key)] = map = [];
            }

            node = map;
        }

        node.Children[new YamlScalarNode(keys[^1])] = Value(setting, setting[(equals + 1)..]);
    }

    // The value is YAML itself, so that lists can be given as [a, b].
    private static YamlNode Value(string setting, string text)
    {
        var stream = Load(text, _ => $"--set {setting} is not YAML");
        return stream.Documents.Count == 0 ? new YamlScalarNode("") { Style = ScalarStyle.Plain } : Placeless(stream.Documents[0].RootNode);
    }

    // The line on which a command line's value stands would be taken for one of the file.
    private static YamlNode Placeless(YamlNode node) => node switch
    {
        YamlSequenceNode list => new YamlSequenceNode(list.Children.Select(Placeless)),
        YamlMappingNode map =>
            new YamlMappingNode(map.Children.Select(pair => KeyValuePair.Create(Placeless(pair.Key), Placeless(pair.Value)))),
        YamlScalarNode scalar => new YamlScalarNode(scalar.Value) { Style = scalar.Style },
        _ => node,
    };
}
