using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Interp.Core.Tokens;

namespace Interp.Core.Batches;

/// <summary>Which tokens of each prompt: all, the last, marked ones, or a list. A value, resolved against a batch.</summary>
public abstract record Positions
{
    private const string MarkPrefix = "mark:";
    private const string LastPrefix = "last-";
    private const string EarlierPrefix = "earlier-";
    private const string DemonstrationsName = "earlier-demonstrations";
    private const string FromInfix = "-from-";

    private Positions()
    {
    }

    /// <summary>Every token.</summary>
    public static Positions All { get; } = new Every();

    /// <summary>The last token of each prompt.</summary>
    public static Positions Last { get; } = new LastToken();

    /// <summary>The token before each label; the batch must be made of prompts.</summary>
    public static Positions PreLabel { get; } = Marked(Mark.PreLabel);

    /// <summary>The token before the last label, where the paper's ablations act; the batch must be made of prompts.</summary>
    public static Positions LastPreLabel { get; } = LastMarked(Mark.PreLabel);

    /// <summary>The tokens that a mark names.</summary>
    /// <param name="mark">One of <see cref="Mark"/>, or one of the user's own: "subject".</param>
    public static Positions Marked(string mark)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mark);
        return new MarkedTokens(mark);
    }

    /// <summary>The last of the tokens that a mark names.</summary>
    /// <param name="mark">One of <see cref="Mark"/>, or one of the user's own: "subject".</param>
    public static Positions LastMarked(string mark)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mark);
        return new LastMarkedToken(mark);
    }

    /// <summary>The tokens of the labels before the last pre-label token: what false induction heads attend to.</summary>
    public static Positions EarlierLabel { get; } = Earlier(Mark.Label);

    /// <summary>The tokens before labels, the last one left out.</summary>
    public static Positions EarlierPreLabel { get; } = Earlier(Mark.PreLabel);

    /// <summary>Those of the tokens that a mark names which stand before the last pre-label token.</summary>
    /// <param name="mark">One of <see cref="Mark"/>, or one of the user's own: "subject".</param>
    public static Positions Earlier(string mark)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mark);
        return new EarlierMarkedTokens(mark);
    }

    /// <summary>All tokens from one on up to the end of the last label that stands before the last pre-label token; none where there is no such label.</summary>
    /// <param name="first">The first demonstration's first token: 1 where a beginning-of-sequence token leads the prompt.</param>
    public static Positions EarlierDemonstrations(int first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        return new EarlierTokens(first);
    }

    /// <summary>A list for each prompt of the set that is run; it stays with its prompt however the set is cut into batches.</summary>
    /// <param name="perPrompt">For each prompt the token indices, counted from 0.</param>
    public static Positions At(IEnumerable<IEnumerable<int>> perPrompt)
    {
        ArgumentNullException.ThrowIfNull(perPrompt);
        return new Listed([.. perPrompt.Select(list => list.ToImmutableArray())]);
    }

    /// <summary>Lists for the rows of a batch, as lists for the prompts of its set; of other prompts nothing is said.</summary>
    internal static Positions Of(Batch batch, ImmutableArray<ImmutableArray<int>> rows) =>
        At(Enumerable.Range(0, batch.SetSize).Select(prompt => batch.Members.IndexOf(prompt) is >= 0 and var row ? rows[row].AsEnumerable() : []));

    /// <summary>True for <see cref="All"/>.</summary>
    internal bool IsAll => this is Every;

    /// <summary>Token indices of each row of the batch.</summary>
    /// <param name="batch">The prompts.</param>
    /// <exception cref="InvalidOperationException">A mark that the batch's prompts do not have.</exception>
    /// <exception cref="ArgumentException">Lists that do not fit the batch's set.</exception>
    public abstract ImmutableArray<ImmutableArray<int>> Resolve(Batch batch);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">"all", "last", "pre-label", "label", "mark:subject", each mark also after "last-" or "earlier-", "earlier-demonstrations", "earlier-demonstrations-from-1", or lists like "[[3,7],[4]]".</param>
    /// <exception cref="FormatException">Another form.</exception>
    public static Positions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == All.ToString())
            return All;
        if (text == Last.ToString())
            return Last;
        if (text.StartsWith(LastPrefix, StringComparison.Ordinal) && MarkOf(text[LastPrefix.Length..]) is { } lastOf)
            return LastMarked(lastOf);
        if (text.StartsWith(EarlierPrefix, StringComparison.Ordinal) && MarkOf(text[EarlierPrefix.Length..]) is { } earlierOf)
            return Earlier(earlierOf);
        if (text == DemonstrationsName)
            return EarlierDemonstrations();
        if (text.StartsWith(DemonstrationsName + FromInfix, StringComparison.Ordinal) && int.TryParse(text[(DemonstrationsName + FromInfix).Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var first))
            return EarlierDemonstrations(first);
        if (MarkOf(text) is { } mark)
            return Marked(mark);

        try
        {
            var lists = JsonSerializer.Deserialize<int[]?[]>(text) ?? throw new JsonException("null");
            return At(lists.Select(list => list ?? throw new JsonException("null in place of a list")));
        }
        catch (JsonException e)
        {
            throw new FormatException(
                $"'{text}' names no positions; known are all, last, {Mark.PreLabel}, {LastPrefix}{Mark.PreLabel}, {Mark.Label}, {MarkPrefix}NAME, {LastPrefix}{MarkPrefix}NAME, {EarlierPrefix} and any of these marks, {DemonstrationsName}, {DemonstrationsName}{FromInfix}TOKEN and lists like [[3,7],[4]].", e);
        }
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public abstract override string ToString();

    private static string NameOf(string mark) => mark is Mark.PreLabel or Mark.Label ? mark : MarkPrefix + mark;

    private static string? MarkOf(string text) =>
        text is Mark.PreLabel or Mark.Label ? text
        : text.StartsWith(MarkPrefix, StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(text[MarkPrefix.Length..]) ? text[MarkPrefix.Length..]
        : null;

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

    private sealed record MarkedTokens(string Name) : Positions
    {
        public override string ToString() => NameOf(Name);

        public override ImmutableArray<ImmutableArray<int>> Resolve(Batch batch) => batch.Marked(Name);
    }

    private sealed record LastMarkedToken(string Name) : Positions
    {
        public override string ToString() => LastPrefix + NameOf(Name);

        public override ImmutableArray<ImmutableArray<int>> Resolve(Batch batch) =>
            [.. batch.Marked(Name).Select((list, row) => list.IsEmpty
                ? throw new InvalidOperationException($"Prompt {batch.Members[row]} marks no token as '{Name}', hence has no last one.")
                : ImmutableArray.Create(list[^1]))];
    }

    private sealed record EarlierMarkedTokens(string Name) : Positions
    {
        public override string ToString() => EarlierPrefix + NameOf(Name);

        public override ImmutableArray<ImmutableArray<int>> Resolve(Batch batch)
        {
            var queries = LastPreLabel.Resolve(batch);
            return [.. batch.Marked(Name).Select((list, row) => list.Where(token => token < queries[row][0]).ToImmutableArray())];
        }
    }

    private sealed record EarlierTokens(int First) : Positions
    {
        public override string ToString() => First == 0 ? DemonstrationsName : string.Create(CultureInfo.InvariantCulture, $"{DemonstrationsName}{FromInfix}{First}");

        public override ImmutableArray<ImmutableArray<int>> Resolve(Batch batch) =>
            [.. EarlierLabel.Resolve(batch).Select(labels => Enumerable.Range(First, labels.IsEmpty ? 0 : Math.Max(0, labels.Max() + 1 - First)).ToImmutableArray())];
    }

    private sealed record Listed(ImmutableArray<ImmutableArray<int>> PerPrompt) : Positions
    {
        private string? _text; // Lists may be long, and are compared at every point of a pass.

        public override string ToString() => _text ??= $"[{string.Join(",", PerPrompt.Select(list => $"[{string.Join(",", list)}]"))}]";

        public bool Equals(Listed? other) => other is not null && ToString() == other.ToString();

        public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

        public override ImmutableArray<ImmutableArray<int>> Resolve(Batch batch)
        {
            if (PerPrompt.Length != batch.SetSize)
                throw new ArgumentException($"Positions are listed for {PerPrompt.Length} prompts, the set has {batch.SetSize}.");
            for (var row = 0; row < batch.Size; row++)
            {
                foreach (var position in PerPrompt[batch.Members[row]])
                {
                    if ((uint)position >= (uint)batch.Rows[row].Length)
                        throw new ArgumentException($"Position {position} of prompt {batch.Members[row]} is outside its {batch.Rows[row].Length} tokens (0..{batch.Rows[row].Length - 1}).");
                }
            }

            return [.. batch.Members.Select(prompt => PerPrompt[prompt])];
        }
    }
}
