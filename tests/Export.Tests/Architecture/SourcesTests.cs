using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Trainer.Export.Tests.Architecture;

/// <summary>Where things are: a type is found by its name, and nothing knows the machine that it was written on.</summary>
[TestClass]
public sealed partial class SourcesTests
{
    private const int MaxBytes = 1 << 20;

    [TestMethod]
    public void Namespaces_OfAllSources_AreTheirFolders()
    {
        var count = 0;
        foreach (var project in Projects())
        {
            var root = XDocument.Load(project).Descendants("RootNamespace").Single().Value;
            var folder = Path.GetDirectoryName(project)!;
            foreach (var source in Sources(folder))
            {
                var declared = Namespace().Match(File.ReadAllText(source)) is { Success: true } match ? match.Groups[1].Value : null;
                var relative = Path.GetRelativePath(folder, Path.GetDirectoryName(source)!);
                var expected = relative == "." ? root : $"{root}.{relative.Replace(Path.DirectorySeparatorChar, '.')}";

                // Only a program's entry point, statements without a class, has none.
                Assert.IsTrue(
                    declared == expected || (declared is null && Path.GetFileName(source) == "Program.cs"),
                    $"{source} is in namespace {declared}, not {expected}");
                count++;
            }
        }

        Assert.IsGreaterThan(100, count);
    }

    [TestMethod]
    public void PublicTypes_OfAllSources_StandInAFileOfTheirName()
    {
        var count = 0;
        foreach (var source in Projects().SelectMany(project => Sources(Path.GetDirectoryName(project)!)))
        {
            var types = PublicType().Matches(File.ReadAllText(source)).Select(match => match.Groups[1].Value).ToArray();
            Assert.IsTrue(
                types.Length == 0 || types is [var only] && only == Path.GetFileNameWithoutExtension(source),
                $"{source} declares {string.Join(", ", types)}");
            count += types.Length;
        }

        Assert.IsGreaterThan(50, count);
    }

    [TestMethod]
    public void Code_OfAllSources_AsksNeitherClockNorChance()
    {
        // Same input and seed, same bytes: time comes from a TimeProvider that is handed in, chance from SeededRandom.
        var found = Projects()
            .SelectMany(project => Sources(Path.GetDirectoryName(project)!))
            .SelectMany(source => File.ReadLines(source)
                .Select((line, index) => (Place: $"{source}:{index + 1}", Code: Comment().Replace(line, ""))))
            .SelectMany(line => MachineState().Matches(line.Code).Select(match => $"{line.Place} uses {match.Value}"))
            .ToArray();

        Assert.IsEmpty(found, "results would depend on the machine: " + string.Join("; ", found));
    }

    [TestMethod]
    public void Files_OfTheRepository_AreSmallAndKnowNoMachine()
    {
        if (!Path.Exists(Repository.Path(".git")))
        {
            Assert.Inconclusive("the sources are no git checkout, so nothing tells the repository's files from others.");
        }

        // In parts, because this file is one of them.
        string[] forbidden = ["/" + "work/", "/" + "tmp/", "http://" + "registry", "https://" + "registry"];
        var files = Command.Output(Repository.Root, "git", "-c", "safe.directory=*", "ls-files", "-z")
            .Split('\0', StringSplitOptions.RemoveEmptyEntries);
        foreach (var file in files.Select(Repository.Path).Where(File.Exists))
        {
            var text = File.ReadAllText(file);
            Assert.IsLessThanOrEqualTo(MaxBytes, new FileInfo(file).Length, file);
            foreach (var word in forbidden)
            {
                Assert.IsFalse(text.Contains(word, StringComparison.OrdinalIgnoreCase), $"{file} contains {word}");
            }
        }

        Assert.IsGreaterThan(100, files.Length);
    }

    private static IEnumerable<string> Projects() =>
        new[] { "Onnx", "Features", "Export", "Trainer" }.Select(layer => Repository.Path($"src/{layer}/{layer}.csproj"));

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(path => !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    // A comment starts a line or follows a space; the slashes of an address do neither.
    [GeneratedRegex(@"(?<!\S)//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"\bDateTime(?:Offset)?\.(?:Now|UtcNow|Today)\b|\bRandom\.Shared\b|\bnew (?:System\.)?Random\(" +
        @"|\bGuid\.(?:NewGuid|CreateVersion7)\b|\bEnvironment\.TickCount|\bStopwatch\b|\bThread\.Sleep\b")]
    private static partial Regex MachineState();

    // Types at the top level start at the beginning of a line.
    [GeneratedRegex(
        @"^public (?:(?:sealed|static|abstract|partial|readonly|ref) )*(?:record struct|record class|record|class|struct|" +
        @"interface|enum|delegate \S+) (\w+)",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
