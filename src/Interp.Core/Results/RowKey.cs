using Interp.Core.Prompts;

namespace Interp.Core.Results;

/// <summary>What a row's numbers are of: the columns that no two rows of a table share.</summary>
public readonly record struct RowKey
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The protocol.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>The setting.</summary>
    public required Setting Setting { get; init; }

    /// <summary>The dataset's key.</summary>
    public required string Dataset { get; init; }

    /// <summary>Index of the prompt format.</summary>
    public required int Format { get; init; }

    /// <summary>Under which prompts.</summary>
    public required MeasuredPrompts Prompts { get; init; }

    /// <summary>State or block, the column "layer".</summary>
    public int? Layer { get; init; }

    /// <summary>Demonstrations before the prediction, the column "position".</summary>
    public int? Demonstration { get; init; }

    /// <summary>Index of the head.</summary>
    public int? Head { get; init; }

    /// <summary>Name of the measure or the ablation.</summary>
    public string? Name { get; init; }

    /// <summary>For messages: "gpt_j, corrected, permuted_incorrect_labels, sst2, format 0, false prompts, layer 3, position 7".</summary>
    public override string ToString() =>
        $"{Model}, {Protocol}, {Setting.Name()}, {Dataset}, format {Format}, {PromptNames.Of(Prompts)} prompts"
        + $"{Part("", Name)}{Part("layer ", Layer)}{Part("position ", Demonstration)}{Part("head ", Head)}";

    internal static RowKey Of(ResultRow row, MeasuredPrompts prompts) =>
        new() { Model = row.Model, Protocol = row.Protocol, Setting = row.Setting, Dataset = row.Dataset, Format = row.Format, Prompts = prompts };

    internal static RowKey Of(ResultRow row, PromptKind prompts) => Of(row, PromptNames.Measured(prompts));

    private static string Part(string before, object? value) => value is null ? "" : $", {before}{value}";
}
