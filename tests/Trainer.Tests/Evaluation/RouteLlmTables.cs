using System.Text.Json;
using CsvHelper;
using Trainer.Evaluation;

namespace Trainer.Tests.Evaluation;

/// <summary>RouteLLM's published evaluation tables: Mixtral-8x7B (weak) and GPT-4 Turbo (strong).</summary>
internal static class RouteLlmTables
{
    private const string Evals = "routellm/routellm/evals/";
    private const string Weak = "mistralai/Mixtral-8x7B-Instruct-v0.1";
    private const string Strong = "gpt-4-1106-preview";

    public static PairOutcomes Mmlu(bool decontaminated = true) =>
        Read(Directory.GetFiles(SharedData.Path(Evals + "mmlu/responses"), "*.csv").Order(StringComparer.Ordinal), "mmlu", decontaminated);

    public static PairOutcomes Gsm8k() => Read([SharedData.Path(Evals + "gsm8k/gsm8k_responses.csv")], "gsm8k", true);

    /// <summary>Mean judge score of both turns, by rising question id.</summary>
    public static PairOutcomes MtBench(bool decontaminated)
    {
        int[] contaminated = [81, 88, 91, 92, 101, 104, 120, 122];
        var turns = File.ReadLines(SharedData.Path(Evals + "mt_bench/judgements.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(turn => !decontaminated || !contaminated.Contains(turn.GetProperty("question_id").GetInt32()))
            .ToList();
        double[] Mean(string model) => [.. turns.Where(turn => turn.GetProperty("model").GetString() == model)
            .GroupBy(turn => turn.GetProperty("question_id").GetInt32())
            .OrderBy(question => question.Key)
            .Select(question => question.Average(turn => turn.GetProperty("score").GetDouble()))];
        return new(Mean(Weak), Mean(Strong));
    }

    private static PairOutcomes Read(IEnumerable<string> files, string benchmark, bool decontaminated)
    {
        var removed = File.ReadLines(SharedData.Path($"{Evals}{benchmark}/contaminated_prompts.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("eval_prompt").GetString()!)
            .ToHashSet(StringComparer.Ordinal);
        var (weak, strong) = (new List<double>(), new List<double>());
        foreach (var file in files)
        {
            using var csv = CsvReader.Create(File.OpenRead(file), new CsvReaderOptions { HasHeader = true, MaxRecordSize = 1 << 20 });
            while (csv.Read())
            {
                if (!decontaminated || !removed.Contains(csv.GetString(csv.GetFieldIndex("prompt"))))
                {
                    weak.Add(csv.GetString(csv.GetFieldIndex(Weak)) == "True" ? 1 : 0);
                    strong.Add(csv.GetString(csv.GetFieldIndex(Strong)) == "True" ? 1 : 0);
                }
            }
        }

        return new([.. weak], [.. strong]);
    }
}
