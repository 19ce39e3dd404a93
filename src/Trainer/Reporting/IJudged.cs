using Trainer.Evaluation.Report;

namespace Trainer.Reporting;

/// <summary>A router that was judged, whatever it came from: what the tables of every report are made of.</summary>
internal interface IJudged
{
    bool IsPair { get; }

    EvaluationReport Evaluation { get; }

    /// <summary>What the operating points were calibrated to; empty where that is not known.</summary>
    IReadOnlyList<CalibratedPoint> Calibrated { get; }

    /// <summary>The operating point that domains and key figures are reported at.</summary>
    OperatingPointReport Main => Evaluation.OperatingPoints[0];

    /// <summary>The model that losses and savings are counted from.</summary>
    string ReferenceModel => IsPair ? Evaluation.Models[1].Name : Evaluation.Baselines.BestConstant;
}
