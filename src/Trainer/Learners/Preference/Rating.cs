namespace Trainer.Learners.Preference;

/// <summary>A model's strength on the scale of Elo: 400 points are odds of ten to one.</summary>
/// <param name="Model">The model.</param>
/// <param name="Points">400 / ln 10 · θ and a constant: the models' mean is 1000, or an anchor's rating is.</param>
/// <param name="Low">Lower end of the 95 % interval, by the observed information, of the distance to what is held at 1000.</param>
/// <param name="High">Upper end.</param>
internal sealed record Rating(string Model, double Points, double Low, double High)
{
    /// <summary>What the mean or the anchor is put at.</summary>
    public const double Centre = 1000;

    private const double Quantile = 1.959963984540054;

    private static readonly double PointsPerUnit = 400 / Math.Log(10);

    /// <summary>The ratings in the order of the models.</summary>
    /// <param name="fit">The strengths.</param>
    /// <param name="models">The models' names.</param>
    /// <param name="anchor">Index of the model that is put at 1000, or -1 for the mean of all.</param>
    public static Rating[] Of(BradleyTerry fit, IReadOnlyList<string> models, int anchor = -1)
    {
        var count = models.Count;
        double Covariance(int a, int b) => fit.Covariance[(a * count) + b];
        var all = Enumerable.Range(0, count).ToArray();
        int[] held = anchor < 0 ? all : [anchor];
        var centre = held.Average(m => fit.Strengths[m]);
        return Array.ConvertAll(all, m =>
        {
            var variance = Covariance(m, m) - (2 * held.Average(other => Covariance(m, other)))
                + held.Average(a => held.Average(b => Covariance(a, b)));
            var points = Centre + (PointsPerUnit * (fit.Strengths[m] - centre));
            var margin = m == anchor ? 0 : Quantile * PointsPerUnit * Math.Sqrt(Math.Max(0, variance));
            return new Rating(models[m], points, points - margin, points + margin);
        });
    }
}
