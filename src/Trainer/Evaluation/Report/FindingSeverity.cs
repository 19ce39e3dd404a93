namespace Trainer.Evaluation.Report;

internal enum FindingSeverity
{
    Info,
    Warning,
    Error,
}
