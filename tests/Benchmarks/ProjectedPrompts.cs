using Trainer.Features;
using Trainer.Features.Text;
using Trainer.Learners;

namespace Benchmarks;

/// <summary>
/// Dense vectors of a size that sentence encoders have, made of public data without an encoder: word 1-2-gram TF-IDF of the MMLU prompts,
/// 50,000 terms fitted on the training rows of split 42, projected to 768 columns by seeded Gaussian numbers / √768.
/// </summary>
/// <param name="Training">Training rows of the split.</param>
/// <param name="Test">Test rows of the split.</param>
internal sealed record ProjectedPrompts(TrainingSet Training, TrainingSet Test)
{
    private const int Columns = 768;

    public static ProjectedPrompts Load(string data)
    {
        var (training, held) = MmluSplit.Load(data);
        var spec = new TextFeatureSpec(new NgramWeighting(1, 2, 50_000, MinDocuments: 1, Sublinear: false), null, false);
        var (features, vectors) = TextFeatures.FitTransform(training.Texts, spec);
        var random = new SeededRandom(768);
        var projection = new float[features.ColumnCount * Columns];
        for (var i = 0; i < projection.Length; i++)
        {
            projection[i] = (float)(random.NextGaussian() / Math.Sqrt(Columns));
        }

        return new(
            training.ToTrainingSet(Project(vectors, projection)), held.ToTrainingSet(Project(features.Transform(held.Texts), projection)));
    }

    private static FeatureMatrix Project(SparseMatrix vectors, float[] projection)
    {
        var projected = new float[vectors.RowCount * Columns];
        for (var row = 0; row < vectors.RowCount; row++)
        {
            var target = projected.AsSpan(row * Columns, Columns);
            var columns = vectors.Columns(row);
            for (var i = 0; i < columns.Length; i++)
            {
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(
                    projection.AsSpan(columns[i] * Columns, Columns), vectors.Values(row)[i], target, target);
            }
        }

        return new FeatureMatrix(
            new SparseMatrix(new int[vectors.RowCount + 1], [], [], 0), new DenseMatrix(projected, vectors.RowCount, Columns));
    }
}
