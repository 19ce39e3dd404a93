using System.Reflection;
using System.Text.Json;
using Trainer.Export;
using Trainer.Regression;
using Trainer.Regression.Slices;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Regression;

/// <summary>The published schema against what is written.</summary>
[TestClass]
public sealed class RegressionSchemaTests
{
    private static readonly JsonElement Schema =
        JsonDocument.Parse(File.ReadAllText(Repository.File("docs/schemas/regression-report.schema.json"))).RootElement;

    [TestMethod]
    public void Schema_RealReports_AreValid()
    {
        foreach (var candidate in new[] { SmallRuns.RandomBundle, SmallRuns.PoolBundle })
        {
            var report = Commands.CommandLine.Run("regress", "--baseline", SmallRuns.PairBundle, "--candidate", candidate, "--data", SmallRuns.Fresh, "--json").Json;
            var problems = JsonSchemaCheck.Problems(Schema, report);
            Assert.IsEmpty(problems, string.Join("; ", problems));
        }
    }

    [TestMethod]
    public void Schema_EveryType_HasJustItsProperties()
    {
        foreach (var (name, type) in new (string?, Type)[]
        {
            (null, typeof(RegressionReport)), ("check", typeof(RegressionCheck)), ("estimate", typeof(Estimate)), ("bundle", typeof(BundleIdentity)),
            ("mcNemar", typeof(McNemarTest)), ("signFlip", typeof(SignFlipTest)), ("domain", typeof(DomainDifference)),
            ("weakSlices", typeof(WeakSlices)), ("weakSlice", typeof(WeakSlice)), ("flip", typeof(Flip)),
        })
        {
            var schema = name is null ? Schema : Schema.GetProperty("$defs").GetProperty(name);
            var written = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            CollectionAssert.AreEquivalent(
                written.ToArray(), schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).ToArray(), name);
        }
    }

    [TestMethod]
    public void Schema_Verdicts_AreAllNamed()
    {
        var named = Schema.GetProperty("$defs").GetProperty("verdict").GetProperty("enum").EnumerateArray().Select(value => value.GetString()).ToArray();
        CollectionAssert.AreEquivalent(Enum.GetNames<CheckVerdict>().Select(JsonNamingPolicy.CamelCase.ConvertName).ToArray(), named);
    }

    [TestMethod]
    [DataRow("""{"schemaVersion":"2.0"}""", "$.schemaVersion is 2.0")]
    [DataRow("""{"more":1}""", "$ has more, which the schema does not name")]
    [DataRow("""{"queries":-1}""", "$.queries is below 0")]
    [DataRow("""{"passed":"yes"}""", "$.passed is String")]
    [DataRow("""{"checks":[{"name":1}]}""", "$.checks[0].name is Number")]
    [DataRow("{}", "$ has no verdict")]
    public void Check_WrongReports_AreRefused(string report, string expected) =>
        CollectionAssert.Contains(
            JsonSchemaCheck.Problems(Schema, JsonDocument.Parse(report).RootElement).Select(problem => problem[..Math.Min(problem.Length, expected.Length)]).ToArray(),
            expected);
}
