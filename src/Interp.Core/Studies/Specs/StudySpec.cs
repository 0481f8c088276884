using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json.Serialization;
using Interp.Core.Prompts;
using Interp.Core.Studies.Measures;

namespace Interp.Core.Studies.Specs;

/// <summary>A study as a file: every model on every dataset in every setting, and what is measured. JSON, strict.</summary>
/// <remarks><see cref="SpecFile"/> reads and checks it; its JSON Schema is generated from these types.</remarks>
public sealed record StudySpec
{
    /// <summary>Where the file's JSON Schema is; for editors.</summary>
    [JsonPropertyName("$schema")]
    [Description("Where the JSON Schema of this file is.")]
    public string? Schema { get; init; }

    /// <summary>The models; at least one.</summary>
    [Description("The models; at least one, each with a name of its own.")]
    public required ImmutableArray<ModelSpec> Models { get; init; }

    /// <summary>The datasets; at least one.</summary>
    [Description("The datasets; at least one, each named once.")]
    public required ImmutableArray<DatasetSpec> Datasets { get; init; }

    /// <summary>How the false prompts' labels are dealt.</summary>
    [Description("How the false prompts' labels are dealt.")]
    public ImmutableArray<Setting> Settings { get; init; } = [Setting.Permuted];

    /// <summary>Demonstrations of a prompt, the one whose label is predicted included.</summary>
    [Description("Demonstrations of a prompt, the one whose label is predicted included.")]
    public required int Demonstrations { get; init; }

    /// <summary>Pairs of prompts a cell. More can be added to a finished study; the first ones stay the same.</summary>
    [Description("Pairs of prompts a cell. More can be added later; the first ones stay the same.")]
    public required int Prompts { get; init; }

    /// <summary>Seed of every random choice: prompts, controls, resamples.</summary>
    [Description("Seed of every random choice: prompts, controls, resamples.")]
    public ulong Seed { get; init; } = 1;

    /// <summary>Longest prompt in tokens; a model with a smaller context has that instead.</summary>
    [Description("Longest prompt in tokens; a model with a smaller context has that instead.")]
    public int MaximumTokens { get; init; } = 2048;

    /// <summary>What is measured, by name (<see cref="StudyMeasure"/>).</summary>
    [Description("What is measured beside calibrated accuracy and permuted score.")]
    public ImmutableArray<string> Measures { get; init; } = [.. StudyMeasure.All.Where(measure => measure.ByDefault).Select(measure => measure.Name)];

    /// <summary>What is ablated, each at the last pre-label token.</summary>
    [Description("What is ablated, each at the token before the last label.")]
    public ImmutableArray<AblationSpec> Ablations { get; init; } = [];

    /// <summary>Random heads beside each ablation of heads; null for none.</summary>
    [Description("Random heads beside each ablation of heads.")]
    public ControlSpec? Controls { get; init; }

    /// <summary>Whether the paper's definitions or its code's behaviour are followed.</summary>
    [Description("\"corrected\": the paper's definitions; \"published\": what its code does; or single differences, as in \"corrected + KeepsMlpBias\".")]
    public Protocol Protocol { get; init; } = Protocol.Corrected;

    /// <summary>What models compute in.</summary>
    [Description("What models compute in.")]
    public StudyDtype Dtype { get; init; } = StudyDtype.Float32;

    /// <summary>Bootstrap draws of every interval.</summary>
    [Description("Bootstrap draws of every interval.")]
    public int Resamples { get; init; } = 1000;
}
