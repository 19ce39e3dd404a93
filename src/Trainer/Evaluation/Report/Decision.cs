namespace Trainer.Evaluation.Report;

internal enum Decision
{
    Deploy,
    DoNotDeploy,
}
