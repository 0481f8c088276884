using Interp.Core.Tokens;

namespace Interp.Models.Tokenizers.Text;

/// <summary>A piece of rewritten text that remembers which characters of the input each of its characters came from.</summary>
/// <remarks>
/// Without <c>origins</c> character i came from input character <c>begin + i - invented</c>. The first
/// <c>invented</c> characters came from nowhere and cover the empty range at <c>begin</c>.
/// </remarks>
internal readonly struct AlignedText
{
    private readonly int _begin;
    private readonly int _invented;
    private readonly ReadOnlyMemory<CharSpan>? _origins;

    private AlignedText(ReadOnlyMemory<char> text, int begin, int invented, ReadOnlyMemory<CharSpan>? origins)
    {
        Text = text;
        _begin = begin;
        _invented = invented;
        _origins = origins;
    }

    /// <summary>The rewritten text.</summary>
    public ReadOnlyMemory<char> Text { get; }

    /// <summary>Whether it begins where the whole input begins.</summary>
    public bool IsAtInputStart => _begin == 0;

    /// <summary>A part of the input, as it stands.</summary>
    public static AlignedText Of(ReadOnlyMemory<char> input, int begin, int end) => new(input[begin..end], begin, 0, null);

    /// <summary>Text whose every character has its own range of the input, beginning at <paramref name="begin"/>.</summary>
    public static AlignedText Of(ReadOnlyMemory<char> text, int begin, ReadOnlyMemory<CharSpan> origins) =>
        new(text, begin, 0, origins);

    /// <summary>The same characters of the input under another text of the same length.</summary>
    public AlignedText Rewritten(ReadOnlyMemory<char> text) => new(text, _begin, _invented, _origins);

    /// <summary>This text after one invented character.</summary>
    public AlignedText Prepended(char prefix)
    {
        var text = new char[Text.Length + 1];
        text[0] = prefix;
        Text.Span.CopyTo(text.AsSpan(1));
        return new AlignedText(text, _begin, _invented + 1, _origins);
    }

    /// <summary>The part [<paramref name="start"/>, <paramref name="end"/>) of this text.</summary>
    public AlignedText Slice(int start, int end)
    {
        if (start == 0 && end == Text.Length) return this;

        int kept = Math.Max(0, _invented - start);
        int skipped = Math.Max(0, start - _invented);
        int begin = start == Text.Length ? Origin(0, start).End : Origin(start, start + 1).Start;
        return new AlignedText(Text[start..end], begin, kept, _origins?[skipped..]);
    }

    /// <summary>The characters of the input that [<paramref name="start"/>, <paramref name="end"/>) of this text covers.</summary>
    public CharSpan Origin(int start, int end)
    {
        int first = Math.Max(0, start - _invented), last = Math.Max(0, end - _invented);
        if (_origins is not { } origins) return new CharSpan(_begin + first, _begin + last);
        if (last == 0) return new CharSpan(_begin, _begin);
        return new CharSpan(origins.Span[first].Start, origins.Span[last - 1].End);
    }
}
