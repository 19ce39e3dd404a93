namespace Trainer.Features.Data.Input;

/// <summary>How the records of a file are laid out, told by its first visible character.</summary>
internal enum DataShape
{
    Csv,
    JsonLines,
    JsonArray,
    DataFrame,
}
