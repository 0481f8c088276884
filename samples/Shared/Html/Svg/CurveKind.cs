namespace Interp.Samples.Shared.Html.Svg;

/// <summary>What a line means; each has its colour and its dashes, the same in every picture.</summary>
public enum CurveKind
{
    /// <summary>Correct labels: green, solid.</summary>
    Correct,

    /// <summary>Permuted labels: red, long dashes.</summary>
    Permuted,

    /// <summary>Half of the labels permuted: yellow, dashes and dots.</summary>
    Half,

    /// <summary>Random labels: orange, short dashes.</summary>
    Random,

    /// <summary>No demonstration: thin and blue.</summary>
    Zero,

    /// <summary>Something measured that is none of these: black.</summary>
    Plain,

    /// <summary>One of many: thin and grey.</summary>
    Faint,

    /// <summary>A share, on a second measure: violet dashes.</summary>
    Share,
}
