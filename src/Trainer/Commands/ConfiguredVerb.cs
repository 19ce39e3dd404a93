using CommandLine;
using Trainer.Configuration;

namespace Trainer.Commands;

/// <summary>A verb that is told what to do by a configuration file.</summary>
internal abstract class ConfiguredVerb : Verb
{
    [Value(0, MetaName = "CONFIG", Required = true, HelpText = "Configuration file (YAML); the folder configs has examples.")]
    public string Config { get; set; } = "";

    [Option("set", Separator = ';', HelpText = "After CONFIG: override a key, --set sweep.trials=60. May be repeated; or several " +
        "at once: --set 'seed=7;sweep.folds=3'.")]
    public IEnumerable<string> Set { get; set; } = [];

    protected TrainerOptions ReadOptions() => ConfigurationFile.Read(Config, Set);
}
