using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>One format of routing data.</summary>
internal interface IRoutingDataReader
{
    /// <summary>Short lower-case name.</summary>
    string Name { get; }

    /// <summary>What it looks like, with the columns or keys it needs.</summary>
    string Description { get; }

    /// <summary>Whether it fills <see cref="DataSink.Battles"/> rather than <see cref="DataSink.Table"/>.</summary>
    bool ReadsBattles => false;

    /// <summary>Whether a file with this shape and first record is of the format.</summary>
    bool Recognises(DataShape shape, DataRecord first);

    /// <summary>Reads a whole file.</summary>
    void Read(RecordReader records, DataSink sink);
}
