using System.Collections.Immutable;
using System.Text.Json;

namespace Interp.Core.Batches;

/// <summary>Which tokens of each prompt: all, the last, those before labels, or a list. A value, resolved against a batch.</summary>
public abstract record Positions
{
    private Positions()
    {
    }

    /// <summary>Every token.</summary>
    public static Positions All { get; } = new Every();

    /// <summary>The last token of each prompt.</summary>
    public static Positions Last { get; } = new LastToken();

    /// <summary>The token before each label; the batch must be made of prompts.</summary>
    public static Positions PreLabel { get; } = new BeforeLabels();

    /// <summary>The token before the last label, where the paper's ablations act; the batch must be made of prompts.</summary>
    public static Positions LastPreLabel { get; } = new BeforeLastLabel();

    /// <summary>A list for each prompt of the batch.</summary>
    /// <param name="perPrompt">For each prompt the token indices, counted from 0.</param>
    public static Positions At(IEnumerable<IEnumerable<int>> perPrompt)
    {
        ArgumentNullException.ThrowIfNull(perPrompt);
        return new Listed([.. perPrompt.Select(list => list.ToImmutableArray())]);
    }

    /// <summary>True for <see cref="All"/>.</summary>
    internal bool IsAll => this is Every;

    /// <summary>Token indices of each prompt of the batch.</summary>
    /// <param name="batch">The prompts.</param>
    /// <exception cref="InvalidOperationException">Pre-label positions of a batch without prompts.</exception>
    /// <exception cref="ArgumentException">A list that does not fit the batch.</exception>
    public abstract ImmutableArray<ImmutableArray<int>> Resolve(Batch batch);

    private static InvalidOperationException NoPrompts() => new(
        "Pre-label positions need a batch made of prompts (Batch.Of(prompts)); this one was made of bare token ids. Use Positions.At instead.");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">"all", "last", "pre-label", "last-pre-label", or lists like "[[3,7],[4]]".</param>
    /// <exception cref="FormatException">Another form.</exception>
    public static Positions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var named = new[] { All, Last, PreLabel, LastPreLabel }.FirstOrDefault(positions => positions.ToString() == text);
        if (named is not null)
            return named;

        try
        {
            var lists = JsonSerializer.Deserialize<int[]?[]>(text) ?? throw new JsonException("null");
            return At(lists.Select(list => list ?? throw new JsonException("null in place of a list")));
        }
        catch (JsonException e)
        {
            throw new FormatException($"'{text}' names no positions; known are all, last, pre-label, last-pre-label and lists like [[3,7],[4]].", e);
        }
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public abstract override string ToString();

    private sealed record Every : Positions
    {
        public override string ToString() => "all";

        public override ImmutableArray<ImmutableArray<int>> Resolve(Batch batch) =>
            [.. batch.Rows.Select(row => Enumerable.Range(0, row.Length).ToImmutableArray())];
    }

    private sealed record LastToken : Positions
    {
        public override string ToString() => "last";

        public override ImmutableArray<ImmutableArray<int>> Resolve(Batch batch) =>
            [.. batch.Rows.Select(row => ImmutableArray.Create(row.Length - 1))];
    }

    private sealed record BeforeLabels : Positions
    {
        public override string ToString() => "pre-label";

        public override ImmutableArray<ImmutableArray<int>> Resolve(Batch batch) => batch.PreLabel ?? throw NoPrompts();
    }

    private sealed record BeforeLastLabel : Positions
    {
        public override string ToString() => "last-pre-label";

        public override ImmutableArray<ImmutableArray<int>> Resolve(Batch batch) =>
            [.. (batch.PreLabel ?? throw NoPrompts()).Select((list, prompt) => list.IsEmpty
                ? throw new InvalidOperationException($"Prompt {prompt} has no label, hence no token before its last one.")
                : ImmutableArray.Create(list[^1]))];
    }

    private sealed record Listed(ImmutableArray<ImmutableArray<int>> PerPrompt) : Positions
    {
        public override string ToString() => $"[{string.Join(",", PerPrompt.Select(list => $"[{string.Join(",", list)}]"))}]";

        public bool Equals(Listed? other) => other is not null && ToString() == other.ToString();

        public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

        public override ImmutableArray<ImmutableArray<int>> Resolve(Batch batch)
        {
            if (PerPrompt.Length != batch.Size)
                throw new ArgumentException($"Positions are listed for {PerPrompt.Length} prompts, the batch has {batch.Size}.");
            for (var i = 0; i < batch.Size; i++)
            {
                foreach (var position in PerPrompt[i])
                {
                    if (position < 0 || position >= batch.Rows[i].Length)
                        throw new ArgumentException($"Position {position} of prompt {i} is outside its {batch.Rows[i].Length} tokens (0..{batch.Rows[i].Length - 1}).");
                }
            }

            return PerPrompt;
        }
    }
}
