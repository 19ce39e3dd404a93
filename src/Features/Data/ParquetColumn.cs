namespace Trainer.Features.Data;

/// <summary>What a column of <see cref="ParquetFile"/> holds.</summary>
public enum ParquetColumn
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number in double precision.</summary>
    Number,

    /// <summary>A list of numbers, in CSV separated by spaces.</summary>
    Numbers,
}
