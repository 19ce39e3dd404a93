namespace Trainer.Evaluation;

/// <summary>A model beside the router's that could be used alone; it takes part in the hull of single models.</summary>
internal sealed record SingleModel(string Name, double[] Quality, double[] CostUsd);
