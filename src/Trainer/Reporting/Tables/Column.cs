namespace Trainer.Reporting.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="IsNumber">Whether it is aligned to the right.</param>
/// <param name="Meaning">One plain sentence for readers who do not know the term; empty where none is needed.</param>
internal sealed record Column(string Title, bool IsNumber = false, string Meaning = "")
{
    /// <summary>Names of the parts that its cells are made of.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
}
