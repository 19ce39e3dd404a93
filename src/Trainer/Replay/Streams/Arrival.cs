namespace Trainer.Replay.Streams;

/// <summary>A query of the stream. It knows nothing of outcomes.</summary>
/// <param name="Number">Position in the stream, from 0.</param>
/// <param name="Time">Seconds from the stream's beginning; never less than that of the query before.</param>
/// <param name="Phase">Index of the table that holds at this time.</param>
/// <param name="Row">Row of that table.</param>
/// <param name="LatencyFactor">What every model's latency is multiplied by, more than 0.</param>
internal readonly record struct Arrival(int Number, double Time, int Phase, int Row, double LatencyFactor);
