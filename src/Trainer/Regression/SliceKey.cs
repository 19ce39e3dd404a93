namespace Trainer.Regression;

/// <summary>A property that every query has before any model is called.</summary>
internal enum SliceKey
{
    /// <summary>The data's domain.</summary>
    Domain,

    /// <summary>The data's group.</summary>
    Group,

    /// <summary>The prompt's length, in bands.</summary>
    Length,

    /// <summary>The script that most letters of the prompt belong to.</summary>
    Script,
}
