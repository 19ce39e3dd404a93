using System.Text.Json.Serialization;

namespace Trainer.Learners.Factorisation;

/// <summary>How a model's vector and a query meet in the log-odds of a right answer.</summary>
internal enum BilinearForm
{
    /// <summary>h · (P_m ∘ (W x + c)) + b (EmbedLLM).</summary>
    [JsonStringEnumMemberName("embedllm")]
    EmbedLlm,

    /// <summary>softplus(A x) · θ_m − B x: abilities against a query's discrimination and difficulty (IRT-Router).</summary>
    Irt,
}
