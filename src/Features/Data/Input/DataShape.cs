namespace Trainer.Features.Data.Input;

/// <summary>How the records of a file are laid out, told by how it begins.</summary>
internal enum DataShape
{
    Csv,
    JsonLines,
    JsonArray,
    DataFrame,
    Parquet,
}
