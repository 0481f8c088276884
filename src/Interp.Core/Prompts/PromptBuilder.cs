using System.Collections.Immutable;
using Interp.Core.Randomness;
using Interp.Core.Tokens;

namespace Interp.Core.Prompts;

/// <summary>Draws pairs of few-shot prompts: the same examples with true and with false labels (paper, section 2).</summary>
/// <remarks>
/// Classes are drawn uniformly and examples uniformly within their class, none twice in a prompt, so short that the whole
/// prompt fits whatever labels it shows; then shuffled. All of it follows from the seed. Safe to use from several threads.
/// </remarks>
public sealed class PromptBuilder
{
    // Now and then early choices leave no room for a last example, or a prompt is a little longer than its parts: draw anew.
    private const int TriesPerPrompt = 100;

    private readonly ExampleSet _examples;
    private readonly PromptFormat _format;
    private readonly ITokenizer _tokenizer;
    private readonly PromptComposer _composer;
    private readonly ExampleSampler _sampler;
    private readonly ImmutableArray<int> _labelTokens;
    private readonly ImmutableArray<int> _labelLengths;

    /// <summary>A builder for one dataset, format and model.</summary>
    /// <param name="examples">Examples of every class that the format has a label for; those of other classes are not used.</param>
    /// <param name="format">How examples are written.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <exception cref="ArgumentException">
    /// A class has no examples, examples have another number of fields than the format, or two labels begin with the
    /// same token.
    /// </exception>
    public PromptBuilder(ExampleSet examples, PromptFormat format, ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (examples.Rows.FirstOrDefault(row => row.Fields.Length != format.FieldCount) is { } bad)
            throw new ArgumentException($"{examples.Source} has examples of {bad.Fields.Length} fields; template \"{format.Template}\" has slots for {format.FieldCount}.", nameof(examples));

        (_examples, _format, _tokenizer) = (examples, format, tokenizer);
        _composer = new PromptComposer(tokenizer);
        _labelTokens = _composer.ScoredTokens(format.Labels);
        _labelLengths = [.. format.Labels.Select(label => _composer.LabelTokens(label).Length)];
        _sampler = new ExampleSampler(examples, format, tokenizer);
    }

    /// <summary>How many tokens an example's fields may have, on average over a prompt, for all demonstrations to fit.</summary>
    /// <param name="options">How many demonstrations in how many tokens.</param>
    /// <exception cref="ArgumentException">The format alone takes up all tokens.</exception>
    public int TokensPerExample(PromptOptions options) => Budget(options).PerExample;

    /// <summary>Draws the prompts.</summary>
    /// <param name="options">How many, how long, with which labels, from which seed.</param>
    /// <exception cref="ArgumentException">
    /// The demonstrations do not fit in <see cref="PromptOptions.MaximumTokens"/>, or a class has too few examples that do.
    /// </exception>
    public PromptSet Build(PromptOptions options)
    {
        var budget = Budget(options);
        return new PromptSet
        {
            Dataset = _examples.Dataset,
            Format = _format.Index,
            Setting = options.Setting,
            Seed = options.Seed,
            Protocol = options.Protocol,
            Labels = _format.Labels,
            LabelTokens = _labelTokens,
            Pairs = [.. Enumerable.Range(0, options.Count).Select(index => Pair((ulong)index, options, budget))],
        };
    }

    private TokenBudget Budget(PromptOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Demonstrations, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Count, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumTokens, 1, nameof(options));
        if (!Enum.IsDefined(options.Setting))
            throw new ArgumentOutOfRangeException(nameof(options), options.Setting, "There is no such setting.");
        return TokenBudget.Of(_format, _tokenizer, options);
    }

    private PromptPair Pair(ulong index, PromptOptions options, TokenBudget budget)
    {
        // Two streams a prompt, and labels dealt only when the examples stand: a setting never changes which are drawn.
        var (examples, correct) = Draw(index, options, budget);
        var shown = LabelDealer.Deal(correct.Classes.AsSpan(), _format.Labels.Length, options, new RandomStream(options.Seed, 2 * index + 1));
        var @false = Write(examples, shown, options.Protocol);
        if (@false.Tokens.Length <= options.MaximumTokens)
            return new PromptPair(correct, @false);

        throw new ArgumentException(
            $"{_examples.Source}: prompt {index}: {@false.Tokens.Length} tokens with its false labels, more than {options.MaximumTokens}, though its parts are not: "
            + "this tokenizer splits the text around labels in different ways. Ask for fewer demonstrations or raise MaximumTokens.", nameof(options));
    }

    /// <summary>The examples of one prompt, which fits whatever labels they show.</summary>
    private (Example[] Examples, Prompt Correct) Draw(ulong index, PromptOptions options, TokenBudget budget)
    {
        var random = new RandomStream(options.Seed, 2 * index);
        string? problem = null;
        for (var tries = 0; tries < TriesPerPrompt; tries++)
        {
            if (_sampler.Draw(options.Demonstrations, budget, random, out problem) is not { } examples)
                continue;

            var correct = Write(examples, Array.ConvertAll(examples, example => example.Class), options.Protocol);
            var longest = correct.Tokens.Length + correct.Classes.Sum(@class => _labelLengths.Max() - _labelLengths[@class]);
            if (longest <= options.MaximumTokens)
                return (examples, correct);
            problem = $"{longest} tokens if it showed the longest labels, more than {options.MaximumTokens}";
        }

        throw new ArgumentException(
            $"{_examples.Source}: prompt {index} could not be drawn in {TriesPerPrompt} tries: {problem}. "
            + "Ask for fewer demonstrations, raise MaximumTokens, or give more or shorter examples.", nameof(options));
    }

    private Prompt Write(Example[] examples, int[] shown, Protocol protocol)
    {
        var demonstrations = new Demonstration[examples.Length];
        for (var i = 0; i < demonstrations.Length; i++)
            demonstrations[i] = _format.Write(examples[i], shown[i]);

        var prompt = _composer.Compose(_format.Narrative, demonstrations);
        return protocol.PositionsFromTokenCounts
            ? PublishedPositions.Apply(prompt, _format.Narrative, demonstrations, _tokenizer)
            : prompt;
    }
}
