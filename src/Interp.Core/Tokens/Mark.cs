namespace Interp.Core.Tokens;

/// <summary>Names of the marks that few-shot prompts carry.</summary>
public static class Mark
{
    /// <summary>The token before each label, where the label is predicted.</summary>
    public const string PreLabel = "pre-label";

    /// <summary>The tokens of the labels that are shown.</summary>
    public const string Label = "label";
}
