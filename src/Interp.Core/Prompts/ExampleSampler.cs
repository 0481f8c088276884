using System.Collections.Immutable;
using Interp.Core.Randomness;
using Interp.Core.Tokens;

namespace Interp.Core.Prompts;

/// <summary>Draws the examples of one prompt: classes uniform, no example twice, within a length (paper, section 2).</summary>
internal sealed class ExampleSampler
{
    // Enough to find the one example in a thousand that is short enough (its chance to be missed is e^-20).
    private const int TriesPerExample = 20_000;

    private readonly ImmutableArray<Example>[] _byClass;
    private readonly int[][] _lengths;
    private readonly ITokenizer _tokenizer;
    private readonly PromptFormat _format;

    public ExampleSampler(ExampleSet examples, PromptFormat format, ITokenizer tokenizer)
    {
        (_format, _tokenizer) = (format, tokenizer);
        // Rows of classes without a label (a "mixed" class) are read but never drawn.
        _byClass = [.. Enumerable.Range(0, format.Labels.Length).Select(examples.OfClass)];
        _lengths = [.. _byClass.Select(rows => new int[rows.Length])];
        for (var c = 0; c < _byClass.Length; c++)
        {
            if (_byClass[c].IsEmpty)
                throw new ArgumentException($"{examples.Source} has no example of class {c} (\"{format.Labels[c]}\"); prompts need examples of every class.", nameof(examples));
        }
    }

    /// <summary>Draws the examples of one prompt, in random order.</summary>
    /// <param name="count">How many.</param>
    /// <param name="budget">How long they may be.</param>
    /// <param name="random">Where all choices come from.</param>
    /// <param name="shortage">What was not to be found, where the result is null; another draw may be luckier.</param>
    public Example[]? Draw(int count, TokenBudget budget, RandomStream random, out string? shortage)
    {
        var used = new HashSet<Example>(FieldsComparer.Instance);
        var drawn = new Example[count];
        var spent = 0;
        for (var i = 0; i < count; i++)
        {
            var @class = random.Below(_byClass.Length);
            var longest = (i + 1) * budget.PerExample - spent;
            if (DrawOne(@class, longest, used, random) is not { } index)
            {
                shortage = $"found no unused example of class {@class} (\"{_format.Labels[@class]}\", {_byClass[@class].Distinct(FieldsComparer.Instance).Count()} distinct examples) "
                    + $"of at most {longest} tokens for demonstration {i + 1} of {count} by chance, {TriesPerExample} times; the budget is {budget.PerExample} tokens an example on average";
                return null;
            }

            drawn[i] = _byClass[@class][index];
            used.Add(drawn[i]);
            spent += LengthOf(@class, index) + budget.PerChoice;
        }

        // Later examples make up for the lengths of earlier ones; in random order length says nothing about place.
        random.Shuffle<Example>(drawn);
        shortage = null;
        return drawn;
    }

    private int? DrawOne(int @class, int longest, HashSet<Example> used, RandomStream random)
    {
        var rows = _byClass[@class];
        for (var tries = 0; tries < TriesPerExample; tries++)
        {
            var index = random.Below(rows.Length);
            if (LengthOf(@class, index) <= longest && !used.Contains(rows[index]))
                return index;
        }

        return null;
    }

    private int LengthOf(int @class, int index)
    {
        // Stored plus one: zero is "not yet counted". Counting is costly, and of a big dataset few rows are ever drawn.
        ref var stored = ref _lengths[@class][index];
        if (stored == 0)
            stored = 1 + _byClass[@class][index].Fields.Sum(field => _tokenizer.Encode(field).Count);
        return stored - 1;
    }

    /// <summary>Examples are the same where their texts are, whatever their class.</summary>
    private sealed class FieldsComparer : IEqualityComparer<Example>
    {
        public static FieldsComparer Instance { get; } = new();

        public bool Equals(Example? x, Example? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x.Fields.AsSpan().SequenceEqual(y.Fields.AsSpan()));

        public int GetHashCode(Example example) => example.Fields.Aggregate(0, HashCode.Combine);
    }
}
