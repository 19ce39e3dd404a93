using System.Globalization;
using Spectre.Console;
using Trainer;
using Trainer.Configuration;
using Trainer.Features;
using Trainer.Learners;
using Trainer.Sweep;
using Trainer.Sweep.Space;

namespace Benchmarks.Tuning;

/// <summary>
/// The objective and the cost of every point of a small search space on real data, made once by cross-validation and kept in a file, so
/// that a search over it takes milliseconds. A file that is cut short goes on where it ended.
/// </summary>
internal sealed class SpaceTable
{
    private readonly Dictionary<SearchPoint, Row> _rows = [];

    private SpaceTable(TabulatedSpace space) => Space = space.Space;

    public SearchSpace Space { get; }

    /// <summary>Points of the space.</summary>
    public int Size => Points(Space).Count();

    /// <summary>The objectives of all points that have one, best first.</summary>
    public IReadOnlyList<double> Ranking { get; private set; } = [];

    /// <summary>What is known of a point, or of the nearest one where the table is not complete.</summary>
    public Row this[SearchPoint point] =>
        _rows.TryGetValue(point, out var row) ? row : _rows.MinBy(pair => Distance(point, pair.Key)).Value;

    /// <summary>Reads what there is of the table.</summary>
    public static SpaceTable Read(TabulatedSpace space, string file)
    {
        var table = new SpaceTable(space);
        var points = Points(space.Space).ToDictionary(Key, StringComparer.Ordinal);
        foreach (var line in File.Exists(file) ? File.ReadAllLines(file) : [])
        {
            var fields = line.Split('\t');
            if (fields.Length == 3 && points.TryGetValue(fields[0], out var point))
            {
                table._rows[point] = new Row(
                    double.Parse(fields[1], CultureInfo.InvariantCulture), double.Parse(fields[2], CultureInfo.InvariantCulture));
            }
        }

        table.Ranking = [.. table._rows.Values.Select(row => row.Objective).Where(value => !double.IsNaN(value)).OrderDescending()];
        return table;
    }

    // Square of it on the unit scale; choices are 1 apart, what exists for one alone 10.
    private double Distance(SearchPoint one, SearchPoint other)
    {
        double sum = 0;
        for (var place = 0; place < one.Count; place++)
        {
            var domain = Space.Dimensions[place].Domain;
            sum += one.Has(place) != other.Has(place) ? 10
                : !one.Has(place) || one[place] == other[place] ? 0
                : !domain.IsOrdered ? 1
                : Math.Pow(domain.ToUnit(one[place]) - domain.ToUnit(other[place]), 2);
        }

        return sum;
    }

    /// <summary>Computes what the file does not have yet, in an order that is the same every time.</summary>
    public static void Make(TabulatedSpace space, string file, int workers)
    {
        var known = File.Exists(file) ? File.ReadLines(file).Select(line => line.Split('\t')[0]).ToHashSet(StringComparer.Ordinal) : [];
        var points = Points(space.Space).ToArray();
        new SeededRandom(1).Shuffle<SearchPoint>(points);
        var problem = space.Load();
        var options = new TrainerOptions { Encoder = new EncoderOptions { InBundle = false }, Objective = space.Objective };
        using var sources = new FeatureSources(options, problem, new Trainer.Progress(AnsiConsole.Console, silent: true));
        var crossValidation = new CrossValidation(problem, sources, TabulatedSpace.Folds, seed: 42);
        var features = new FoldFeatures(problem, crossValidation.Folds, sources);
        var objective = new Objective(problem, crossValidation.Folds, space.Objective);
        using var writer = new StreamWriter(file, append: true) { AutoFlush = true };
        Parallel.ForEach(
            points.Where(point => !known.Contains(Key(point))),
            new ParallelOptions { MaxDegreeOfParallelism = workers },
            point =>
            {
                var spec = space.Space.ToSpec(0, point);
                double value, cost = 0;
                try
                {
                    var scores = crossValidation.OutOfFoldScores(spec, 42, default);
                    value = objective.PerFold(spec.Learner, scores).Average();
                    for (var fold = 0; fold < TabulatedSpace.Folds; fold++)
                    {
                        var vectors = features.Get(spec.Features, fold, default).Train;
                        var rows = problem.Select(crossValidation.Folds[fold].Train);
                        cost += spec.Learner.Operations(TrainingShape.Of(rows.ToTrainingSet(vectors)));
                    }
                }
                catch (UsageException)
                {
                    value = double.NaN;
                }

                lock (writer)
                {
                    writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Key(point)}\t{value:R}\t{cost:R}"));
                }
            });
    }

    private static IEnumerable<SearchPoint> Points(SearchSpace space)
    {
        IEnumerable<double[]> partial = [[]];
        for (var i = 0; i < space.Dimensions.Count; i++)
        {
            var (place, domain) = (i, space.Dimensions[i].Domain);
            partial = partial.SelectMany(values => space.Exists(place, values)
                ? Enumerable.Range(0, domain.Count!.Value).Select(value => (double[])[.. values, value])
                : [[.. values, double.NaN]]);
        }

        return partial.Select(values => new SearchPoint(values));
    }

    private static string Key(SearchPoint point) =>
        string.Join(',', point.ToArray().Select(value => double.IsNaN(value) ? "" : value.ToString(CultureInfo.InvariantCulture)));

    /// <param name="Objective">Mean over the folds; NaN where the learner refused.</param>
    /// <param name="Cost">Multiplications of the fits of all folds.</param>
    internal readonly record struct Row(double Objective, double Cost);
}
