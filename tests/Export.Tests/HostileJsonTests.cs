using System.Text;
using System.Text.Json.Nodes;
using Trainer.Features.Encoders;

namespace Trainer.Export.Tests;

/// <summary>Every value of every file replaced by every kind of value: a bundle is refused with its own exception, or works.</summary>
[TestClass]
public sealed class HostileJsonTests
{
    private static readonly string?[] Replacements =
    [
        null, "0", "-1", "1e300", "\"\"", "\"pool\"", "\"x\"", "[]", "{}", "[null]", "[1,2]", "true",
    ];

    [TestMethod]
    [DataRow(RoutingTask.Pair, BundleFiles.Descriptor)]
    [DataRow(RoutingTask.Pair, BundleFiles.Labels)]
    [DataRow(RoutingTask.Pair, BundleFiles.Policy)]
    [DataRow(RoutingTask.Pair, BundleFiles.Golden)]
    [DataRow(RoutingTask.Pair, BundleFiles.Features)]
    [DataRow(RoutingTask.Pool, BundleFiles.Descriptor)]
    [DataRow(RoutingTask.Pool, BundleFiles.Labels)]
    [DataRow(RoutingTask.Pool, BundleFiles.Policy)]
    [DataRow(RoutingTask.Pool, BundleFiles.Golden)]
    public void AnyValueReplaced_IsRefusedOrWorks(RoutingTask task, string name)
    {
        var contents = SampleBundle.Of(task);
        var scoresPerQuery = task == RoutingTask.Pair ? 1 : contents.Labels.Models.Count;
        contents = contents with
        {
            BuildGraph = metadata => ConstantGraph.Build(scoresPerQuery, metadata),
            Golden = [contents.Golden[0]], // so that golden.jsonl is one JSON document
        };
        using var folder = new TempFolder();
        BundleWriter.Write(contents, folder["router"]);
        var files = BundleFiles.Payload.ToDictionary(file => file, file => File.ReadAllBytes(Path.Combine(folder["router"], file)));
        var original = Encoding.UTF8.GetString(files[name]);
        var (refused, works) = (0, 0);

        foreach (var path in Paths(JsonNode.Parse(original)!, []))
        {
            foreach (var replacement in Replacements)
            {
                var json = Replace(original, path, replacement);
                files[name] = Encoding.UTF8.GetBytes(json);
                if (name is BundleFiles.Labels or BundleFiles.Features)
                {
                    Rebind(files, scoresPerQuery);
                }

                try
                {
                    Use(new Bundle("router", Manifest.Of(files), files));
                    works++;
                }
                catch (BundleException e)
                {
                    StringAssert.Contains(e.Message, ".");
                    refused++;
                }
                catch (Exception e)
                {
                    Assert.Fail($"{e.GetType()}: {e.Message}, with {json}");
                }
            }
        }

        Assert.IsGreaterThan(0, refused);
        Assert.IsGreaterThan(0, works);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void AnyValueOfAnEncoderReplaced_IsRefused(bool inGraph)
    {
        using var folder = new TempFolder();
        BundleWriter.Write(SampleBundle.Of(RoutingTask.Pair), folder["router"]);
        var files = BundleFiles.Payload.ToDictionary(file => file, file => File.ReadAllBytes(Path.Combine(folder["router"], file)));
        files[BundleFiles.Tokenizer] = "[[\"x\",0]]"u8.ToArray();
        var original = Encoding.UTF8.GetString(BundleJson.ToFile(new FeaturesDescriptor(
            "encoder+embeddings",
            8,
            null,
            new EncoderDescriptor(new string('a', 64), 8, inGraph, new EncoderSettings { Name = DefaultEncoder.Name, MaxTokens = 64 }),
            new EmbeddingsDescriptor(8, ""))));
        foreach (var path in Paths(JsonNode.Parse(original)!, []))
        {
            foreach (var replacement in Replacements)
            {
                // The graph reads text only, so whatever the features say of vectors or pieces does not fit it.
                files[BundleFiles.Features] = Encoding.UTF8.GetBytes(Replace(original, path, replacement));
                Rebind(files, 1);
                Assert.ThrowsExactly<BundleException>(() => Use(new Bundle("router", Manifest.Of(files), files)));
            }
        }
    }

    private static void Use(Bundle bundle)
    {
        using var router = Router.Load(bundle);
        router.Route("text");
        foreach (var point in bundle.Policy.OperatingPoints)
        {
            router.Route("text", point);
        }

        bundle.ToContents();
    }

    // Without it every change of the labels would end at the descriptor's id.
    private static void Rebind(Dictionary<string, byte[]> files, int scoresPerQuery)
    {
        var metadata = GraphMetadata.Of(files[BundleFiles.Labels], files[BundleFiles.Features], files[BundleFiles.Provenance]);
        var descriptor = JsonNode.Parse(files[BundleFiles.Descriptor])!;
        descriptor["id"] = metadata[GraphMetadata.BundleId];
        files[BundleFiles.Descriptor] = BundleJson.ToFile(descriptor);
        files[BundleFiles.Graph] = ConstantGraph.Build(scoresPerQuery, metadata);
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => (Key: (object)member.Key, member.Value)),
            JsonArray items => items.Select((item, i) => (Key: (object)i, Value: item)),
            _ => [],
        };
        return children.SelectMany(child => Paths(child.Value, [.. path, child.Key])).Prepend(path);
    }

    private static string Replace(string json, object[] path, string? replacement)
    {
        var value = replacement is null ? null : JsonNode.Parse(replacement);
        if (path.Length == 0)
        {
            return replacement ?? "null";
        }

        var root = JsonNode.Parse(json)!;
        var parent = path[..^1].Aggregate(root, (node, key) => key is int i ? node[i]! : node[(string)key]!);
        if (path[^1] is int index)
        {
            parent[index] = value;
        }
        else
        {
            parent[(string)path[^1]] = value;
        }

        return root.ToJsonString();
    }
}
