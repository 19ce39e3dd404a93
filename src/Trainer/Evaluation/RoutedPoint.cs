namespace Trainer.Evaluation;

/// <summary>An operating point and what the router decided at it.</summary>
internal sealed record RoutedPoint(NamedSetting Point, Decisions Decisions);
