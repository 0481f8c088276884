using System.Collections.Immutable;
using Interp.Core.Prompts;
using Interp.Core.Transformer;

namespace Interp.Core.Heads;

/// <summary>
/// Whether heads attend to the labels of earlier demonstrations of the same class (paper, section 1.10): the
/// prefix-matching score of false induction heads, and what it is made of.
/// </summary>
public static class PrefixMatching
{
    /// <summary>Attention to matching demonstrations less 1/(n-1) of that to the others, n labels: 0 for a head that does not look at classes.</summary>
    /// <param name="attention">Attention of the prompts.</param>
    /// <param name="prompts">The prompts, in the order of the attention.</param>
    /// <param name="labels">Number of labels of the task.</param>
    /// <param name="options">Which attention; null for <see cref="PrefixMatchOptions.Default"/>.</param>
    public static HeadScores Score(LabelAttention attention, IReadOnlyList<Prompt> prompts, int labels, PrefixMatchOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 2);
        return Of(attention, prompts, options, (same, all) => same - (all - same) / (labels - 1));
    }

    /// <summary>Attention to matching demonstrations.</summary>
    /// <param name="attention">Attention of the prompts.</param>
    /// <param name="prompts">The prompts, in the order of the attention.</param>
    /// <param name="options">Which attention; null for the default.</param>
    public static HeadScores Same(LabelAttention attention, IReadOnlyList<Prompt> prompts, PrefixMatchOptions? options = null) => Of(attention, prompts, options, (same, _) => same);

    /// <summary>Attention to all earlier demonstrations: label-attending heads have much of it.</summary>
    /// <param name="attention">Attention of the prompts.</param>
    /// <param name="prompts">The prompts, in the order of the attention.</param>
    /// <param name="options">Which attention; null for the default.</param>
    public static HeadScores All(LabelAttention attention, IReadOnlyList<Prompt> prompts, PrefixMatchOptions? options = null) => Of(attention, prompts, options, (_, all) => all);

    /// <summary>Share of the attention to earlier demonstrations that goes to matching ones; 0 where there are none.</summary>
    /// <param name="attention">Attention of the prompts.</param>
    /// <param name="prompts">The prompts, in the order of the attention.</param>
    /// <param name="options">Which attention; null for the default.</param>
    public static HeadScores Ratio(LabelAttention attention, IReadOnlyList<Prompt> prompts, PrefixMatchOptions? options = null) =>
        Of(attention, prompts, options, (same, all) => all == 0 ? 0 : same / all);

    private static HeadScores Of(LabelAttention attention, IReadOnlyList<Prompt> prompts, PrefixMatchOptions? options, Func<double, double, double> score)
    {
        ArgumentNullException.ThrowIfNull(attention);
        ArgumentNullException.ThrowIfNull(prompts);
        options ??= PrefixMatchOptions.Default;
        if (prompts.Count != attention.Prompts || prompts.Any(prompt => prompt.PreLabel.Length != attention.Demonstrations))
            throw new ArgumentException($"The attention is of {attention.Prompts} prompts of {attention.Demonstrations} demonstrations; given were {prompts.Count}, of {string.Join(", ", prompts.Select(prompt => prompt.PreLabel.Length).Distinct().Order())}.", nameof(prompts));

        var query = options.Query ?? attention.Demonstrations - 1;
        return HeadScores.Of(attention, (prompt, head) =>
        {
            var groups = GroupsOf(prompts[prompt], options.By);
            var weights = Weights(attention, prompt, head, query, options.To);
            var (same, all) = (0.0, 0.0);
            for (var earlier = 0; earlier < query; earlier++)
            {
                all += weights[earlier];
                if (groups[earlier] == groups[query])
                    same += weights[earlier];
            }

            return score(same, all);
        });
    }

    private static ImmutableArray<int> GroupsOf(Prompt prompt, MatchBy by) => by switch
    {
        MatchBy.Class => prompt.Classes,
        MatchBy.Shown => prompt.Shown,
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "Demonstrations match by class or by shown label."),
    };

    private static ReadOnlySpan<float> Weights(LabelAttention attention, int prompt, HeadId head, int query, Attended to) => to switch
    {
        Attended.Label => attention.ToLabels(prompt, head, query),
        Attended.PreLabel => attention.ToPreLabels(prompt, head, query),
        _ => throw new ArgumentOutOfRangeException(nameof(to), to, "Labels or the tokens before them are attended to."),
    };
}
