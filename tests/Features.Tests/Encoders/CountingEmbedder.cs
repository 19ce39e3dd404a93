using System.Security.Cryptography;
using System.Text;
using Trainer.Features.Encoders;

namespace Trainer.Features.Tests.Encoders;

/// <summary>Vectors from a hash of the text, and a count of the texts that were asked for.</summary>
internal sealed class CountingEmbedder(int dimension = 5, string name = "counting") : IEmbedder
{
    public int Dimension => dimension;

    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public int Asked { get; private set; }

    public Action<int>? OnText { get; init; }

    public DenseMatrix Embed(IReadOnlyList<string> texts, CancellationToken cancellation = default)
    {
        var values = new float[texts.Count * dimension];
        for (var i = 0; i < texts.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Asked++;
            OnText?.Invoke(Asked);
            var random = new SeededRandom((ulong)BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(texts[i]))));
            for (var d = 0; d < dimension; d++)
            {
                values[(i * dimension) + d] = (float)random.NextGaussian();
            }
        }

        return new DenseMatrix(values, texts.Count, dimension);
    }
}
