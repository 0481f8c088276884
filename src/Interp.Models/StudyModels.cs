using Interp.Core.Studies.Plans;
using Interp.Core.Studies.Specs;
using Interp.Models.Checkpoints;
using Interp.Models.Lenses;
using static TorchSharp.torch;

namespace Interp.Models;

/// <summary>Models of studies, from wherever <see cref="Pretrained.Load"/> finds them.</summary>
public static class StudyModels
{
    /// <summary>Finds a study's models by what its spec says of them.</summary>
    /// <param name="folder">Paths are relative to it.</param>
    /// <param name="options">How they are loaded, but for the dtype, which the spec says; null for <see cref="PretrainedOptions.Default"/>.</param>
    /// <returns>One half of <see cref="StudySources"/>; what it finds reads weights only when they are needed.</returns>
    public static Func<ModelSpec, StudyModel> In(string folder, PretrainedOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return spec => WithLens(Of(spec.Source ?? spec.Name, folder, options ?? PretrainedOptions.Default), spec.Lens is { } lens ? Path.Combine(folder, lens) : null);
    }

    private static StudyModel Of(string source, string folder, PretrainedOptions options)
    {
        var full = Path.Combine(folder, source);
        var found = Path.Exists(full) ? full : source;
        var info = Pretrained.Inspect(found);
        return new StudyModel
        {
            Info = info.Info,
            Tokenizer = info.Tokenizer ?? throw Malformed.File(source, "the model comes without a tokenizer; put its tokenizer.json beside the weights"),
            Identity = info.Hash(),
            Load = dtype => Pretrained.Load(found, options with { Dtype = DtypeOf(dtype) }),
        };
    }

    /// <summary>The model read by a lens; by the logit lens where there is none.</summary>
    private static StudyModel WithLens(StudyModel model, string? lens) => lens is null ? model : model with
    {
        Identity = $"{model.Identity}, lens {LensFile.Hash(lens)}",
        Lens = loaded => LensFile.Load(lens, loaded),
    };

    private static ScalarType DtypeOf(StudyDtype dtype) => dtype switch
    {
        StudyDtype.Float32 => ScalarType.Float32,
        StudyDtype.Bfloat16 => ScalarType.BFloat16,
        StudyDtype.Float64 => ScalarType.Float64,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "There is no such dtype."),
    };
}
