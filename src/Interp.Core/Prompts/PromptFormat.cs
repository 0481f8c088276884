using System.Collections.Immutable;
using System.Text;
using Interp.Core.Tokens;

namespace Interp.Core.Prompts;

/// <summary>How examples are written as demonstrations: label words, a template, and a sentence before them all.</summary>
public sealed record PromptFormat
{
    /// <summary>Where a field, or at last the label, goes in <see cref="Template"/>.</summary>
    public const string Slot = "{}";

    private readonly ImmutableArray<string> _pieces;

    /// <summary>A format.</summary>
    /// <param name="labels">Label words in class order: at least two, distinct, without white space around them.</param>
    /// <param name="template">
    /// Text with one <see cref="Slot"/> for each field of an example and a last one, after a space, for the label.
    /// </param>
    /// <param name="narrative">A sentence before the first demonstration; empty for none.</param>
    /// <param name="index">Which of the dataset's formats this is.</param>
    /// <exception cref="ArgumentException">The labels or the template are not as said.</exception>
    public PromptFormat(ImmutableArray<string> labels, string template, string narrative = "", int index = 0)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(narrative);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        CheckLabels(labels);

        _pieces = [.. template.Split(Slot)];
        if (_pieces.Length < 3)
            throw new ArgumentException($"Template \"{template}\" has {_pieces.Length - 1} of the slots \"{Slot}\"; it needs one for each field and one for the label.", nameof(template));
        if (!_pieces[^2].EndsWith(' '))
            throw new ArgumentException($"Template \"{template}\" has no space before its last slot; the label scored is the one that follows a space.", nameof(template));

        (Labels, Template, Narrative, Index) = (labels, template, narrative, index);
    }

    /// <summary>Label words in class order.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>The text of one demonstration with its slots.</summary>
    public string Template { get; }

    /// <summary>The sentence before the first demonstration; empty where there is none.</summary>
    public string Narrative { get; }

    /// <summary>Which of the dataset's formats this is.</summary>
    public int Index { get; }

    /// <summary>Number of fields an example needs.</summary>
    public int FieldCount => _pieces.Length - 2;

    /// <summary>The same format with other label words.</summary>
    /// <param name="labels">Label words in class order.</param>
    public PromptFormat WithLabels(ImmutableArray<string> labels) => new(labels, Template, Narrative, Index);

    /// <summary>Writes an example with the label of a class.</summary>
    /// <param name="example">Its fields fill the slots in order.</param>
    /// <param name="shown">The class whose label is shown.</param>
    /// <exception cref="ArgumentException">The example has another number of fields than the template.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shown"/> is no class of this format.</exception>
    public Demonstration Write(Example example, int shown)
    {
        ArgumentNullException.ThrowIfNull(example);
        if (example.Fields.Length != FieldCount)
            throw new ArgumentException($"The example has {example.Fields.Length} fields, template \"{Template}\" has slots for {FieldCount}.", nameof(example));
        if ((uint)shown >= (uint)Labels.Length)
            throw new ArgumentOutOfRangeException(nameof(shown), shown, $"There are {Labels.Length} labels.");

        var text = new StringBuilder(_pieces[0]);
        for (var i = 0; i < FieldCount; i++)
            text.Append(example.Fields[i]).Append(_pieces[i + 1]);

        var label = new CharSpan(text.Length, text.Length + Labels[shown].Length);
        text.Append(Labels[shown]).Append(_pieces[^1]);
        return new Demonstration(text.ToString(), label, example.Class, shown);
    }

    private static void CheckLabels(ImmutableArray<string> labels)
    {
        if (labels.IsDefault || labels.Length < 2)
            throw new ArgumentException("A format needs at least two labels.", nameof(labels));
        if (labels.Distinct(StringComparer.Ordinal).Count() != labels.Length)
            throw new ArgumentException($"Labels must be distinct; found {string.Join(", ", labels)}.", nameof(labels));
        if (labels.FirstOrDefault(label => label.Length == 0 || label.Trim().Length != label.Length) is { } bad)
            throw new ArgumentException($"Label \"{bad}\" is empty or has white space around it.", nameof(labels));
    }
}
