using Trainer.Configuration;
using Trainer.Features;
using Trainer.Sweep;

namespace Trainer.Tests.Sweep;

[TestClass]
public sealed class NearVectorRemovalTests
{
    private static readonly SweepData Data = SweepData.Load(new TrainerOptions
    {
        Data = new DataOptions { Sample = new SampleOptions { Queries = 60 } },
        Audit = new AuditOptions { OnSevere = SevereRule.Warn },
    });

    [TestMethod]
    public void TrainingQueriesNearATestQueryGoAndTheReportSaysHowMany()
    {
        // Orthogonal vectors but for two training queries, which lie on the first and near the second test query.
        var count = Data.Training.Table.Count;
        var training = Vectors(count, row => row == 3 ? (0, 1f) : row == 7 ? (1, 0.96f) : row == 8 ? (1, 0.94f) : (100 + row, 1f));
        var test = Vectors(Data.Test.Table.Count, row => (row, 1f));

        var less = Data.WithoutNearVectors(training, test, new AuditOptions());
        Assert.AreEqual(count - 2, less.Training.Table.Count);
        Assert.HasCount(count - 2, less.TrainingClusters);
        Assert.AreEqual(Data.NearDuplicates + 2, less.NearDuplicates);
        Assert.AreEqual(Data.LeftOut + 2, less.LeftOut);
        Assert.IsFalse(less.Training.Table.Queries.Contains(Data.Training.Table.Queries[3]));
        Assert.IsTrue(less.Training.Table.Queries.Contains(Data.Training.Table.Queries[8]));
        Assert.IsTrue(less.Findings.Any(finding => finding.Severity == FindingSeverity.Info
            && finding.Sentence.StartsWith("2 training queries were removed because their embeddings lie within cosine 0.95", StringComparison.Ordinal)));

        var kept = Data.WithoutNearVectors(training, test, new AuditOptions { NearDuplicates = NearDuplicateRule.Keep });
        Assert.AreEqual(count, kept.Training.Table.Count);
        Assert.IsTrue(kept.Findings.Any(finding => finding.Severity == FindingSeverity.Warning && finding.Examples.Count == 2));

        Assert.AreSame(Data, Data.WithoutNearVectors(Vectors(count, row => (100 + row, 1f)), test, new AuditOptions()));
        Assert.AreEqual(count - 3, Data.WithoutNearVectors(training, test, new AuditOptions { Cosine = 0.9 }).Training.Table.Count);
    }

    // A unit vector along one axis, or leaning away from it to an axis of its own.
    private static DenseMatrix Vectors(int rows, Func<int, (int Axis, float Cosine)> of)
    {
        const int Columns = 512;
        var values = new float[rows * Columns];
        for (var row = 0; row < rows; row++)
        {
            var (axis, cosine) = of(row);
            values[(row * Columns) + axis] = cosine;
            values[(row * Columns) + 300 + row] += MathF.Sqrt(1 - (cosine * cosine));
        }

        return new DenseMatrix(values, rows, Columns);
    }
}
