using System.Text;
using Trainer.Configuration;
using Trainer.Learners.Neighbours;
using Trainer.Tests.Commands;

namespace Trainer.Tests.Configuration;

[TestClass]
public sealed class ConfigurationFileTests
{
    private const string Quickstart = "data: { sample: { queries: 100 } }\nsweep: { trials: 9, learners: [logistic] }\n";

    [TestMethod]
    public void Set_NestedKeys_OverrideTheFileAndNothingElse()
    {
        var options = Yaml.Bind(Quickstart, "sweep.trials=60", "seed=7", "data.sample.seed=3", "name=a=b");
        Assert.AreEqual((60, 7UL, "a=b"), (options.Sweep.Trials, options.Seed, options.Name));
        Assert.AreEqual(new SampleOptions { Queries = 100, Seed = 3 }, options.Data.Sample);
        CollectionAssert.AreEqual(new[] { "logistic" }, options.Sweep.Learners.ToArray());
    }

    [TestMethod]
    public void Set_ListsMapsAndNull_AreYaml()
    {
        var options = Yaml.Bind(
            Quickstart, "data.sample=null", "data.table=[a.csv, b.csv]", "sweep.learners=constant", "learner={name: neighbours, k: 3}",
            "data.prices.m.inputUsdPerMTok=2", "sweep=");
        Assert.IsNull(options.Data.Sample);
        CollectionAssert.AreEqual(new[] { "a.csv", "b.csv" }, options.Data.Table.ToArray());
        Assert.AreEqual(new NeighboursLearner(3), options.Learner);
        Assert.AreEqual(2, options.Data.Prices["m"].InputUsdPerMTok);
        Assert.AreEqual(new SweepOptions().Trials, options.Sweep.Trials, "a section without a value is as if it were not there");
    }

    [TestMethod]
    public void Set_NullForAText_TakesItAway()
    {
        var options = Yaml.Bind("data: { weak: a, strong: b }", "data.weak=null", "data.strong=");
        Assert.AreEqual((null, null), (options.Data.Weak, options.Data.Strong));
    }

    [TestMethod]
    public void Set_Twice_TheLastHolds() => Assert.AreEqual(2UL, Yaml.Bind("", "seed=1", "seed=2").Seed);

    [TestMethod]
    [DataRow("seed", "--set seed has no value; write it as --set sweep.trials=60")]
    [DataRow("=5", "--set =5 has no value")]
    [DataRow("seed=[1", "--set seed=[1 is not YAML")]
    [DataRow("sweep.trails=5", "--set: unknown key 'sweep.trails'; did you mean 'trials'?")]
    [DataRow("seed=abc", "--set: 'seed' is 'abc'; allowed is a whole number from 0")]
    [DataRow("seed={a: b}", "--set: 'seed' is a map; allowed is a whole number from 0")]
    [DataRow("sweep.trials.a=1", "--set: 'sweep.trials' is a map; allowed is a whole number")]
    public void Set_Fault_NamesTheCommandLineAndNoLineOfTheFile(string setting, string expected)
    {
        var fault = Assert.ThrowsExactly<UsageException>(() => Yaml.Bind(Quickstart, setting));
        StringAssert.StartsWith(fault.Message, expected);
        Assert.DoesNotContain("line 1:", fault.Message);
    }

    [TestMethod]
    public void Read_NoFile_SaysSo()
    {
        var fault = Assert.ThrowsExactly<UsageException>(() => ConfigurationFile.Read("absent.yaml", []));
        StringAssert.Contains(fault.Message, "there is no configuration file absent.yaml");
    }

    [TestMethod]
    public void Configs_EveryFile_BindsAndMakesSense()
    {
        var files = Directory.GetFiles(Repository.File("configs"), "*.yaml");
        Assert.IsGreaterThanOrEqualTo(4, files.Length);
        foreach (var file in files.Where(file => Path.GetFileName(file) is not ("gate.yaml" or "reference.yaml" or "replay.yaml" or "routellm-prices.yaml")))
        {
            var options = ConfigurationFile.Read(file, []);
            Assert.AreEqual(Path.GetFileNameWithoutExtension(file), options.Name);
            Assert.AreEqual($"artifacts/{options.Name}", options.Output);
        }
    }

    [TestMethod]
    public void Read_Reference_NamesEveryKeyWithItsDefault()
    {
        var defaults = new TrainerOptions { Data = new DataOptions { Sample = new SampleOptions() } };
        var read = ConfigurationFile.Read(Repository.File("configs/reference.yaml"), []);
        Assert.AreEqual(Encoding.UTF8.GetString(YamlOptions.Write(defaults)), Encoding.UTF8.GetString(YamlOptions.Write(read)));

        var text = File.ReadAllText(Repository.File("configs/reference.yaml"));
        foreach (var key in Keys(typeof(TrainerOptions)))
        {
            StringAssert.Contains(text, $"{key}:");
        }
    }

    private static IEnumerable<string> Keys(Type options) => options.GetProperties().SelectMany(property =>
        Keys(property.PropertyType.Namespace == options.Namespace ? property.PropertyType : typeof(object)).Prepend(YamlBinder.CamelCase(property.Name)));
}
