using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Interp.Models.Hub;

/// <summary>A model of the paper: where it is, and how the paper ran it.</summary>
public sealed record KnownModel
{
    /// <summary>Short name, such as <c>pythia-410m</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Repository and revision on the hub.</summary>
    public required HubRepository Repository { get; init; }

    /// <summary>The model's key in the paper's result files, such as <c>pythia_410M</c>.</summary>
    public required string PaperKey { get; init; }

    /// <summary>Names of the files it is loaded from: configuration, tokenizer, and weights or the index of their shards.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>Number type of the published weights.</summary>
    public required ScalarType StoredDtype { get; init; }

    /// <summary>Number of transformer blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Longest prompt of the paper's runs, in tokens; the model itself may take more.</summary>
    public required int Context { get; init; }

    /// <summary>Demonstrations in a prompt of the paper.</summary>
    public required int Demonstrations { get; init; }
}
