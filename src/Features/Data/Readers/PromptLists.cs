using Trainer.Features.Data.Input;

namespace Trainer.Features.Data.Readers;

/// <summary>The side files that speak of prompts by their exact text.</summary>
internal static class PromptLists
{
    public static HashSet<string> Texts(string path)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        using var records = RecordReader.Open(path);
        while (records.Read() is { } record)
        {
            texts.Add(record.RequiredText(record.Has("eval_prompt") ? "eval_prompt" : "prompt"));
        }

        return texts;
    }

    public static Dictionary<string, string> Domains(string path)
    {
        var domains = new Dictionary<string, string>(StringComparer.Ordinal);
        using var records = RecordReader.Open(path);
        while (records.Read() is { } record)
        {
            var (query, domain) = (record.RequiredText("query"), record.Name("task_name"));
            if (!domains.TryGetValue(query, out var known) || string.CompareOrdinal(domain, known) < 0)
            {
                domains[query] = domain;
            }
        }

        return domains;
    }
}
