using Trainer.Learners;

namespace Trainer.Sweep.Selection;

/// <summary>
/// Configurations whose log-odds are averaged: each member's raw scores are calibrated (Platt), their weighted mean of log-odds is
/// calibrated again. The mean of log-odds, not of probabilities, because it is linear in the raw scores: it keeps the order of queries on
/// which all members are sure, and costs a graph one multiplication per member.
/// </summary>
/// <param name="Members">At least one; weights add up to 1.</param>
internal sealed record Ensemble(IReadOnlyList<EnsembleMember> Members)
{
    /// <summary>One configuration alone.</summary>
    public static Ensemble Of(TrialSpec spec) => new([new EnsembleMember(spec, 1)]);

    /// <summary>The members by falling weight, as "0.60 blend on encoder (trial 3), 0.40 mlp on words (trial 7)".</summary>
    public string Describe() => string.Join(", ", Members
        .OrderByDescending(member => member.Weight).ThenBy(member => member.Spec.Number)
        .Select(member =>
        {
            var on = member.Spec.Features.Length > 0 ? $" on {member.Spec.Features}" : "";
            return FormattableString.Invariant(
                $"{member.Weight:0.00} {TrialReports.Describe(member.Spec.Learner).Name}{on} (trial {member.Spec.Number})");
        }));

    /// <summary>Why configurations cannot be shipped as one graph; null if they can.</summary>
    /// <param name="specs">The configurations.</param>
    /// <param name="encoderInBundle">Whether an encoder goes into the graph.</param>
    public static string? Refusal(IReadOnlyCollection<TrialSpec> specs, bool encoderInBundle)
    {
        if (specs.Count < 2)
        {
            return null;
        }

        if (specs.FirstOrDefault(spec => spec.Learner.IsPolicy) is { } policy)
        {
            return $"{Name(policy.Learner)} is a policy, whose scores are decisions; an ensemble averages scores, so leave it out";
        }

        var sets = specs.Where(spec => spec.Features.Length > 0).Select(spec => FeatureSet.Parse(spec.Features)).ToArray();
        var encoders = sets.SelectMany(set => set.Embeddings)
            .Where(part => part.Kind == EmbeddingKind.Encoder)
            .Select(part => (part.LongPrompts, part.IsQuantised))
            .Distinct().Count();
        var tuned = specs.Count(spec => spec.Learner.TrainsEncoder);
        if (encoders + tuned > 1)
        {
            return $"the members have {encoders + tuned} encoders between them, fine-tuned ones and other readings of long prompts counted apart; " +
                "a graph holds one: take members that share theirs";
        }

        return !encoderInBundle && encoders > 0 && sets.Any(set => set.UsesEmbeddings)
            ? "some members read embeddings of your own and others those of an encoder outside the bundle; a graph takes one of them: " +
                "set 'encoder.inBundle' or take members of one kind"
            : null;
    }

    private static string Name(ILearner learner) => TrialReports.Describe(learner).Name;
}
