using System.Globalization;
using System.Text;
using System.Text.Json;
using Trainer.Export;
using Trainer.Learners.Cascade;
using Trainer.Sweep;
using Trainer.Reporting.Markdown;
using Trainer.Reporting.Tables;

namespace Trainer.Reporting;

/// <summary>
/// The MODELCARD.md of a bundle, in the layout that model hubs read: metadata as YAML between two rules, then Markdown. What is
/// not known (licence, languages) is left out rather than guessed.
/// </summary>
internal sealed class ModelCard : IReportWriter
{
    private const string PairChoice = "const model = models[scores.data[0] >= point.threshold ? 1 : 0].id;";

    // Ties go to the cheaper model: with the cheapest first it is the first of equals.
    private const string PoolChoice =
        """
        const cost = m => (models[m].expectedCostUsd ?? 0) * (scores.data[models.length + m] ?? 1);
        const utility = m => scores.data[m] - point.usdTradeoff * cost(m);
        const cheapestFirst = [...models.keys()].sort((a, b) => cost(a) - cost(b));
        const model = models[cheapestFirst.reduce((best, m) => utility(m) > utility(best) ? m : best)].id;
        """;

    private const string Limits =
        """
        - It knows the traffic that it learned from. For other prompts, models or prices the numbers above say nothing; measure again.
        - Quality is what the routing data call quality; the router inherits every error in it.
        - Expected costs are means of the training data, not today's prices.
        - Whether it serves languages or groups of users unequally was not examined.

        """;

    public string FileName => BundleFiles.ModelCard;

    public byte[] Write(RunReport report)
    {
        string?[] parts =
        [
            FrontMatter(report),
            $"# {MarkdownText.Escape(report.Name)}\n",
            $"Decides from the text of a prompt alone {Purpose(report)} It answers no prompts itself.\n",
            $"**{Headlines.Verdict(report)}.** {MarkdownText.Escape(report.Evaluation.Verdict.Reason)}\n",
            $"## How to use it\n\n{Use(report)}",
            $"## How it decides\n\n{Rule(report)}\n\n{MarkdownText.Of(OperatingPointsTable.Of(report))}",
            $"## What it was measured to do\n\n{MarkdownText.Escape(Headlines.Evidence(report))}\n",
            MarkdownText.Of(MetricsTable.Of([.. Metrics.AtMain(report), .. Metrics.OfCurve(report), .. Metrics.OfCalibration(report.Evaluation.Calibration)])),
            MarkdownText.Of(ModelsTable.Of(report)),
            report.Evaluation.Domains.Count == 0 ? null : MarkdownText.Of(DomainsTable.Of(report)),
            $"## Limits\n\n{Limits}{MarkdownText.Of(report.Evaluation.Findings)}",
            $"## How it was made\n\n{MarkdownText.Escape(Headlines.Chosen(report))}\n\n{MarkdownText.Of(DataTable.Of(report))}",
        ];
        return Encoding.UTF8.GetBytes(
            string.Join('\n', parts.Where(part => part is not null)).Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    private static string FrontMatter(RunReport report)
    {
        Metric[] metrics = [.. Metrics.AtMain(report).Concat(Metrics.OfCurve(report)).Where(metric => double.IsFinite(metric.Value.Value))];
        return $"""
            ---
            library_name: onnx
            pipeline_tag: text-classification
            tags:
            - onnx
            - llm-routing
            - {(report.IsPair ? "model-pair" : "model-pool")}
            metrics:
            {string.Join('\n', metrics.Select(metric => $"- {metric.Id}"))}
            model-index:
            - name: {Quoted(report.Name)}
              results:
              - task:
                  type: text-classification
                  name: LLM routing
                dataset:
                  type: routing-table
                  name: {Quoted(report.Data.Source)}
                  revision: {Quoted(report.Data.ContentDigest)}
                  split: test
                metrics:
            {string.Join('\n', metrics.Select(Result))}
            ---

            """;
    }

    private static string Result(Metric metric) =>
        $"""
            - type: {metric.Id}
              name: {Quoted($"{metric.Name}: {Numbers.Whole(metric.Value, metric.Format)}")}
              value: {metric.Value.Value.ToString("R", CultureInfo.InvariantCulture)}
        """;

    // A JSON string is a YAML string.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, BundleJson.Line);

    private static string Purpose(RunReport report)
    {
        string[] names = [.. report.Data.Models.Select(MarkdownText.Escape)];
        return report.IsPair
            ? $"whether {names[0]} will do or {names[1]} is needed."
            : $"which of {string.Join(", ", names)} should answer it.";
    }

    private static string Use(RunReport report)
    {
        var trial = report.Trials.First(trial => trial.Number == report.ChosenTrial);
        var chosen = trial.Features;
        var features = chosen.Length > 0 ? FeatureSet.Parse(chosen) : null;
        return (features?.UsesEmbeddings ?? false, features?.UsesEncoder ?? false) switch
        {
            _ when trial.Learner == CascadeLearner.Name && !report.IsPair => UseCascade,
            _ when features?.Scores is not null => UseScores,
            (true, _) => UseOwnEmbeddings,
            (_, true) => UseEncoder,
            _ => UseText(report),
        };
    }

    private const string UseScores =
        """
        The router reads scores that your application makes of each query; `features.json` names them under `externalScores`. C#, with the
        library `Trainer.Export`, which checks every file while loading:

        ```csharp
        using Trainer.Export;
        using var router = Router.Load("path/to/this/folder");
        float[] scores = [.. router.ExternalScoreNames.Select(myScore)]; // one finite number for each name, in this order
        var model = router.Route("What is the capital of France?", scores).Model;
        ```

        Other hosts give them to `router.onnx` as its input `external_scores`; `bundle.json` lists all inputs. Where `features.json` also names
        an encoder that is not in the graph, or embeddings of your own, load the bundle with what makes these: `Router.Load(folder, embedder)`.

        """;

    private const string UseCascade =
        """
        The models are asked one after another. The router says which one is next by the scores of the answers that are there; `features.json` names
        these scores under `externalScores`, `labels.json` lists the models in their order. C#, with the library `Trainer.Export`, which checks
        every file while loading:

        ```csharp
        using Trainer.Export;
        using var router = Router.Load("path/to/this/folder");
        var names = router.ExternalScoreNames.ToArray();
        var scores = Array.ConvertAll(names, _ => float.NaN); // nothing is asked yet
        var answers = new Dictionary<string, string>();
        string model;
        while (!answers.ContainsKey(model = router.Route(query, scores).Model))
        {
            answers[model] = await Ask(model, query);
            if (Array.IndexOf(names, model) is >= 0 and var place) // the last model's answer needs no score
            {
                scores[place] = await Verify(query, answers[model]);
            }
        }

        var answer = answers[model];
        ```

        Other hosts give the scores to `router.onnx` as its input `external_scores`, NaN for those that are not known yet.

        """;

    private const string UseOwnEmbeddings =
        """
        The router reads embeddings that your application makes, with the model that made those it was trained on. C#, with the library
        `Trainer.Export`, which checks every file while loading:

        ```csharp
        using Trainer.Export;
        using var router = Router.Load("path/to/this/folder", myEmbedder); // an IEmbedder: texts to vectors
        var model = router.Route("What is the capital of France?").Model;
        ```

        Other hosts give the vectors to `router.onnx` as its input `embedding`; `bundle.json` lists all inputs.

        """;

    private const string UseEncoder =
        """
        C#, with the library `Trainer.Export`, which checks every file while loading and cuts the text into the encoder's pieces:

        ```csharp
        using Trainer.Export;
        using var router = Router.Load("path/to/this/folder");
        var model = router.Route("What is the capital of France?").Model;
        ```

        Other hosts cut the text by `tokenizer.json` and give the pieces to `router.onnx` as `input_ids` and `attention_mask`; `features.json`
        says how many and what is read of a long prompt, `bundle.json` lists all inputs. Where `features.json` says that the encoder is not
        in the graph, load the bundle with that encoder: `Router.Load(folder, encoder)`.

        """;

    private static string UseText(RunReport report) =>
        $$"""
        C#, with the library `Trainer.Export`, which checks every file while loading:

        ```csharp
        using Trainer.Export;
        using var router = Router.Load("path/to/this/folder");
        var model = router.Route("What is the capital of France?").Model;
        ```

        JavaScript, with `onnxruntime-node`. The graph reads raw text, so nothing else is needed; only U+0000 must be removed before:

        ```js
        import { readFileSync } from "node:fs";
        import { InferenceSession, Tensor } from "onnxruntime-node";

        const { models } = JSON.parse(readFileSync("labels.json", "utf8"));
        const policy = JSON.parse(readFileSync("policy.json", "utf8"));
        const point = policy.operatingPoints.find(point => point.name === policy.default);
        const session = await InferenceSession.create("router.onnx");

        const text = "What is the capital of France?".replaceAll("\0", "");
        const { scores } = await session.run({ text: new Tensor("string", [text], [1]) });
        {{(report.IsPair ? PairChoice : PoolChoice)}}
        ```

        """;

    private static string Rule(RunReport report)
    {
        string[] names = [.. report.Data.Models.Select(MarkdownText.Escape)];
        return report.IsPair
            ? $"The score is calibrated to (1 + gain) / 2, the gain being the expected quality of {names[1]} minus that of " +
                $"{names[0]}. A query goes to {names[1]} if its score is at least the operating point's threshold, else to {names[0]}."
            : "There is one score for each model: its expected quality, calibrated. A query goes to the model with the largest " +
                "score − trade-off × expected cost in USD; ties go to the cheaper one.";
    }
}
