using CommandLine;
using Trainer.Commands;
using Trainer.Tests.Commands;
using YamlDotNet.RepresentationModel;

namespace Trainer.Tests.Regression;

/// <summary>The workflow that is published for copying.</summary>
[TestClass]
public sealed class ExampleWorkflowTests
{
    [TestMethod]
    public void Workflow_TrainerCommand_IsOneThatTheParserTakes()
    {
        var run = Steps().Select(step => Text(step, "run")).Single(text => text?.Contains("regress", StringComparison.Ordinal) == true)!;
        var words = run.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual("./bin/trainer", words[0]);
        var parsed = new Parser(settings => settings.HelpWriter = null).ParseArguments(words[1..], typeof(RegressVerb), typeof(VerifyVerb));
        var verb = ((Parsed<object>)parsed).Value as RegressVerb;
        Assert.AreEqual("routers/baseline", verb!.Baseline);
        Assert.AreEqual("gate.md", verb.Markdown);
        Assert.IsFalse(verb.Surplus.Any());
    }

    [TestMethod]
    public void Workflow_WhatTheGateWrites_IsUploadedAndShownEvenWhenItFails()
    {
        var steps = Steps();
        var names = steps.Select(step => Text(step, "uses") ?? Text(step, "run")!).ToArray();
        Assert.IsTrue(names.Any(name => name.StartsWith("actions/checkout@", StringComparison.Ordinal)));
        var upload = steps.Single(step => Text(step, "uses")?.StartsWith("actions/upload-artifact@", StringComparison.Ordinal) == true);
        StringAssert.Contains(((YamlMappingNode)upload["with"])["path"].ToString(), "gate.xml");
        var summary = steps.Single(step => Text(step, "run")?.Contains("$GITHUB_STEP_SUMMARY", StringComparison.Ordinal) == true);
        Assert.AreEqual(("always()", "always()"), (Text(upload, "if"), Text(summary, "if")));
        var dotnet = steps.Single(step => Text(step, "uses")?.StartsWith("actions/setup-dotnet@", StringComparison.Ordinal) == true);
        Assert.AreEqual("10.0.x", ((YamlMappingNode)dotnet["with"])["dotnet-version"].ToString());
    }

    private static YamlMappingNode[] Steps()
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Repository.File("docs/examples/router-gate.yml"));
        yaml.Load(reader);
        return [.. ((YamlSequenceNode)yaml.Documents[0].RootNode["jobs"]["gate"]["steps"]).Children.Cast<YamlMappingNode>()];
    }

    private static string? Text(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value.ToString() : null;
}
