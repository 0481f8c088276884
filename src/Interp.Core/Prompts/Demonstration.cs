using Interp.Core.Tokens;

namespace Interp.Core.Prompts;

/// <summary>One demonstration as it stands in a prompt: an example written out, followed by a label.</summary>
/// <param name="Text">The whole demonstration, its final full stop included.</param>
/// <param name="Label">The label's characters within <paramref name="Text"/>, without the space before it.</param>
/// <param name="Class">The example's true class.</param>
/// <param name="Shown">The class whose label it shows.</param>
public sealed record Demonstration(string Text, CharSpan Label, int Class, int Shown)
{
    /// <summary>The label word shown.</summary>
    public string LabelText => Text[Label.Start..Label.End];
}
