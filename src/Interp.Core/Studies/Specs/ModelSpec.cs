using System.ComponentModel;

namespace Interp.Core.Studies.Specs;

/// <summary>One model of a study.</summary>
public sealed record ModelSpec
{
    /// <summary>What it is called in results.</summary>
    [Description("What it is called in results.")]
    public required string Name { get; init; }

    /// <summary>Where it comes from, as the program that runs the study understands it; null where the name says it.</summary>
    [Description("A folder, a .gguf file, a hub id or a built-in model; without it the name is taken.")]
    public string? Source { get; init; }

    /// <summary>What reads its states, as the program that runs the study understands it; null for the logit lens.</summary>
    [Description("A tuned-lens folder or the file of a Jacobian lens, which reads the states; without it the logit lens does.")]
    public string? Lens { get; init; }
}
