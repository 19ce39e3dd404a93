using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>Battles as <see cref="BattlesWriter"/> writes them: a header, then the lines of a battle list.</summary>
internal sealed class TrainerBattlesReader : IRoutingDataReader
{
    public string Name => "trainer-battles";

    public string Description => $"JSONL whose first line holds {BattlesWriter.Header}: 1, as written by this program";

    public bool ReadsBattles => true;

    public bool Recognises(DataShape shape, DataRecord first) => shape == DataShape.JsonLines && first.Has(BattlesWriter.Header);

    public void Read(RecordReader records, DataSink sink)
    {
        TrainerTableReader.CheckHeader(records, BattlesWriter.Header);
        new BattleListReader().Read(records, sink);
    }
}
