using System.Collections.Immutable;
using Interp.Core.Randomness;
using Interp.Core.Tokens;

namespace Interp.Core.Prompts;

/// <summary>Draws the examples of one prompt: classes uniform, no example twice, within a length (paper, section 2).</summary>
internal sealed class ExampleSampler
{
    // Enough to find one example in a thousand with certainty (its chance to be missed is e^-100).
    private const int TriesPerExample = 100_000;

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
    public Example[] Draw(int count, TokenBudget budget, RandomStream random)
    {
        var used = new HashSet<Example>(FieldsComparer.Instance);
        var drawn = new Example[count];
        var spent = 0;
        for (var i = 0; i < count; i++)
        {
            var (example, length) = DrawOne(random.Below(_byClass.Length), (i + 1) * budget.PerExample - spent, used, budget, random);
            used.Add(example);
            spent += length + budget.PerChoice;
            drawn[i] = example;
        }

        // Later examples make up for the lengths of earlier ones; in random order length says nothing about place.
        random.Shuffle<Example>(drawn);
        return drawn;
    }

    private (Example Example, int Length) DrawOne(int @class, int longest, HashSet<Example> used, TokenBudget budget, RandomStream random)
    {
        var rows = _byClass[@class];
        for (var tries = 0; tries < TriesPerExample; tries++)
        {
            var index = random.Below(rows.Length);
            var length = LengthOf(@class, index);
            if (length <= longest && !used.Contains(rows[index]))
                return (rows[index], length);
        }

        throw new ArgumentException(
            $"No unused example of class {@class} (\"{_format.Labels[@class]}\", {rows.Distinct(FieldsComparer.Instance).Count()} distinct examples, {used.Count} of all classes used in this prompt) "
            + $"has at most {longest} tokens; the budget is {budget.PerExample} tokens an example. Ask for fewer demonstrations, raise MaximumTokens, or give more or shorter examples.");
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
