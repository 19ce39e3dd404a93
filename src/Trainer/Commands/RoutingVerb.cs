using CommandLine;
using Trainer.Configuration;
using Trainer.Export;
using Trainer.Features.Data;
using Trainer.Features.Encoders;
using Trainer.Sweep;

namespace Trainer.Commands;

/// <summary>A verb that runs routers: where the vectors come from that a bundle does not make itself.</summary>
internal abstract class RoutingVerb : Verb, IDisposable
{
    private readonly List<IDisposable> _opened = [];

    [Option("encoder", HelpText = "Folder of the encoder, for a bundle that names its encoder and does not hold it.")]
    public string? Encoder { get; set; }

    [Option("embeddings", HelpText = "File with the vectors of the queries, for a bundle that routes by embeddings of your own.")]
    public string? Embeddings { get; set; }

    [Option("embedding-ids", HelpText = "File with the query id of each row of --embeddings, one per line.")]
    public string? EmbeddingIds { get; set; }

    public void Dispose() => _opened.ForEach(opened => opened.Dispose());

    /// <summary>Loads a router with whatever it needs to score the queries.</summary>
    protected Router Load(Bundle bundle, Func<IReadOnlyList<Query>> queries)
    {
        IEmbedder? embedder = null;
        if (bundle.Features.Encoder is { InGraph: false } named && Encoder is { } folder)
        {
            var encoder = ConfiguredEncoder.Load(new EncoderOptions { Folder = folder }, named.Settings.LongPrompts);
            _opened.Add(encoder);
            embedder = encoder;
        }
        else if (bundle.Features.Embeddings is not null)
        {
            embedder = TextEmbeddings.Read(
                Embeddings ?? throw new UsageException($"{bundle.Directory} routes by embeddings of your own; give their file with --embeddings"),
                EmbeddingIds,
                queries());
        }

        var router = Router.Load(bundle, embedder);
        _opened.Add(router);
        return router;
    }
}
