namespace Trainer.Calibration.Certification;

/// <summary>How a promise is made.</summary>
internal enum CertificationMethod
{
    /// <summary>Learn then test: with a confidence, the mean keeps its limit.</summary>
    Ltt,

    /// <summary>Conformal risk control: the expectation keeps its limit, over certification data and new queries together.</summary>
    Crc,
}
