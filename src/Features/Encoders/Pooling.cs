namespace Trainer.Features.Encoders;

/// <summary>How the vectors of a text's pieces become one.</summary>
public enum Pooling
{
    /// <summary>The mean over all pieces, special ones too.</summary>
    Mean,

    /// <summary>The first piece, such as [CLS].</summary>
    FirstToken,

    /// <summary>The last piece of the text.</summary>
    LastToken,

    /// <summary>The network itself gives one vector per text.</summary>
    None,
}
