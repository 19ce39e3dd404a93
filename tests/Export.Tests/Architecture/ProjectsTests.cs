using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using Trainer.Features.Text;
using Trainer.Onnx;

namespace Trainer.Export.Tests.Architecture;

/// <summary>Onnx ← Features ← Export ← Trainer, and no arrow the other way: a host that routes carries no learner.</summary>
[TestClass]
public sealed class ProjectsTests
{
    private static readonly string[] Layers = ["Onnx", "Features", "Export", "Trainer"];

    [TestMethod]
    public void ProjectReferences_OfEveryLayer_PointToTheLayerBelow()
    {
        for (var layer = 0; layer < Layers.Length; layer++)
        {
            var project = XDocument.Load(Repository.Path($"src/{Layers[layer]}/{Layers[layer]}.csproj"));
            var references = project.Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            CollectionAssert.AreEqual(
                new[] { layer == 0 ? "Microsoft.ML.OnnxRuntime" : Layers[layer - 1] }, references.ToArray(), Layers[layer]);
        }
    }

    [TestMethod]
    public void AssemblyReferences_OfTheBuiltLayers_PointDownwards()
    {
        AssertReferences(typeof(GraphBuilder).Assembly, []);
        AssertReferences(typeof(TextFeatures).Assembly, ["Trainer.Onnx"]);
        AssertReferences(typeof(Router).Assembly, ["Trainer.Features", "Trainer.Onnx"]);
        AssertReferences(typeof(ProjectsTests).Assembly, ["Trainer.Export", "Trainer.Features", "Trainer.Onnx"]);
    }

    [TestMethod]
    public void Assemblies_BesideTheExportTests_HoldNoTrainer()
    {
        var names = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Select(path => Path.GetFileName(path)!).ToArray();
        CollectionAssert.Contains(names, "Trainer.Export.dll");
        CollectionAssert.DoesNotContain(names, "trainer.dll");
    }

    [TestMethod]
    public void Packages_ThatExportNeeds_AreFewAndNoneIsForCommandLines()
    {
        using var locks = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("src/Export/packages.lock.json")));
        var packages = locks.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .Select(package => package.Name)
            .Order(StringComparer.Ordinal);

        // Whoever adds one here adds it to every host: CommandLineParser, Spectre.Console and YamlDotNet belong to the trainer alone.
        CollectionAssert.AreEqual(new[] { "CsvHelper", "Google.Protobuf", "System.Numerics.Tensors" }, packages.ToArray());
    }

    private static void AssertReferences(Assembly assembly, string[] expected)
    {
        var references = assembly.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name.StartsWith("Trainer", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
        CollectionAssert.AreEqual(expected, references.ToArray(), assembly.GetName().Name);
    }
}
