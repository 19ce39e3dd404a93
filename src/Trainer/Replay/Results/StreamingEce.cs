namespace Trainer.Replay.Results;

/// <summary>Expected calibration error over 15 bins of equal width, the last one closed, one prediction after another. O(1) memory.</summary>
internal sealed class StreamingEce
{
    private readonly double[] _excess = new double[Evaluation.CalibrationMeasures.Bins];
    private bool _areProbabilities = true;

    public int Count { get; private set; }

    /// <summary>The error; NaN where nothing was predicted or a prediction was no probability.</summary>
    public double Value
    {
        get
        {
            double error = 0;
            foreach (var excess in _excess)
            {
                error += Math.Abs(excess);
            }

            return _areProbabilities && Count > 0 ? error / Count : double.NaN;
        }
    }

    public void Add(double predicted, double observed)
    {
        Count++;
        if (predicted is >= 0 and <= 1)
        {
            _excess[Math.Min((int)(predicted * _excess.Length), _excess.Length - 1)] += predicted - observed;
        }
        else
        {
            _areProbabilities = false;
        }
    }
}
