using System.Collections.Immutable;
using Interp.Core.Lens;
using Interp.Core.Prompts;

namespace Interp.Core.Studies.Readings;

/// <summary>Label scores as the arrays that are kept: pairs first, in each the correct prompt and the false one.</summary>
internal static class ScoreArrays
{
    private const string Logits = "logits";               // [pair, kind, set, state, demonstration, label]
    private const string Normalizer = "log_normalizer";   // [pair, kind, set, state, demonstration]
    private const string LargestOther = "largest_other";  // [pair, kind, set, state, demonstration]

    /// <summary>One set of scores.</summary>
    /// <param name="scores">Of the prompts of pairs, in turn.</param>
    /// <param name="kinds">Prompts a pair.</param>
    public static IReadOnlyDictionary<string, NumberArray> Of(LabelScores scores, int kinds) => OfSets([scores], kinds);

    /// <summary>Scores of the same prompts under several ablations.</summary>
    /// <param name="sets">At least one.</param>
    /// <param name="kinds">Prompts a pair.</param>
    public static IReadOnlyDictionary<string, NumberArray> OfSets(IReadOnlyList<LabelScores> sets, int kinds)
    {
        var shape = sets[0].Shape;
        ImmutableArray<int> axes = [shape.Prompts / kinds, kinds, sets.Count, shape.States.Length, shape.Demonstrations.Length];
        var arrays = new Dictionary<string, NumberArray> { [Logits] = new([.. axes, shape.Labels], Interleave(sets, scores => scores.AllLogits)) };
        if (sets[0].AllVocabulary is null)
            return arrays;
        arrays[Normalizer] = new(axes, Interleave(sets, scores => scores.AllVocabulary!.LogNormalizer));
        arrays[LargestOther] = new(axes, Interleave(sets, scores => scores.AllVocabulary!.LargestOther));
        return arrays;
    }

    /// <summary>The scores of one set, by kind.</summary>
    /// <param name="arrays">What <see cref="OfSets"/> made.</param>
    /// <param name="set">Which set.</param>
    /// <param name="protocol">The protocol they were read under.</param>
    /// <param name="demonstrations">The demonstrations whose labels are predicted.</param>
    public static ByKind<LabelScores> ToScores(IReadOnlyDictionary<string, NumberArray> arrays, int set, Protocol protocol, ImmutableArray<int> demonstrations)
    {
        var axes = arrays[Logits].Shape;
        if (axes.Length != 6 || axes[4] != demonstrations.Length)
            throw new InvalidDataException($"the array {Logits} is [{string.Join(", ", axes)}]; expected [pair, kind, set, state, {demonstrations.Length}, label]");
        var shape = new LabelScoresShape(axes[0], [.. Enumerable.Range(0, axes[3])], demonstrations, axes[5]) { Protocol = protocol };
        return new(Of(PromptKind.Correct), Of(PromptKind.False));

        LabelScores Of(PromptKind kind) => new(
            shape, Take(arrays[Logits], kind), arrays.ContainsKey(Normalizer) ? new(Take(arrays[Normalizer], kind), Take(arrays[LargestOther], kind)) : null);

        float[] Take(NumberArray array, PromptKind kind)
        {
            var width = array.Shape[3..].Aggregate(1, (product, length) => product * length);
            return [.. Enumerable.Range(0, axes[0]).SelectMany(pair => new ArraySegment<float>(array.Values, ((pair * axes[1] + (int)kind) * axes[2] + set) * width, width))];
        }
    }

    /// <summary>Number of sets.</summary>
    public static int SetsOf(IReadOnlyDictionary<string, NumberArray> arrays) => arrays[Logits].Shape[2];

    private static float[] Interleave(IReadOnlyList<LabelScores> sets, Func<LabelScores, float[]> of)
    {
        var (prompts, parts) = (sets[0].Prompts, sets.Select(of).ToArray());
        var width = parts[0].Length / prompts;
        var all = new float[prompts * parts.Length * width];
        for (var prompt = 0; prompt < prompts; prompt++)
            for (var set = 0; set < parts.Length; set++)
                parts[set].AsSpan(prompt * width, width).CopyTo(all.AsSpan((prompt * parts.Length + set) * width));
        return all;
    }
}
