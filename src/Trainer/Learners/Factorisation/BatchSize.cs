namespace Trainer.Learners.Factorisation;

/// <summary>Examples of a step.</summary>
internal static class BatchSize
{
    /// <summary>
    /// As many as asked for, or if that is 0 so many that an epoch has about 160 steps, from 16 to 256. With few examples larger batches would
    /// leave too few steps to get anywhere.
    /// </summary>
    public static int Of(int asked, int examples) => Math.Min(asked > 0 ? asked : Math.Clamp(examples / 160, 16, 256), examples);
}
