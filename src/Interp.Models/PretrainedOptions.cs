using System.Collections.Immutable;
using Interp.Core.Products;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using Interp.Models.Architectures;
using Interp.Models.Checkpoints;
using Interp.Models.Hub;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static TorchSharp.torch;

namespace Interp.Models;

/// <summary>How to load a model.</summary>
public sealed record PretrainedOptions
{
    /// <summary>float32 on the CPU, with the tokenizer.</summary>
    public static PretrainedOptions Default { get; } = new();

    /// <summary>
    /// Dtype of weights and activations, whatever the file stores: float32, bfloat16 or float64. Into float32 and float64 every
    /// stored 16-bit number goes unchanged. bfloat16 keeps 8 significant bits: of float16's 11 the last three are rounded away.
    /// </summary>
    public ScalarType Dtype { get; init; } = ScalarType.Float32;

    /// <summary>
    /// In which dtype the matrices of the blocks are kept and multiplied; embedding, norms, biases, stream, lens and
    /// unembedding keep <see cref="Dtype"/>. Other than <see cref="MatrixPrecision.OfRun"/> only for float32.
    /// </summary>
    public MatrixPrecision Matrices { get; init; }

    /// <summary>Which way matrix products take; null for <see cref="ProductRoutes.OfThisMachine"/>.</summary>
    public ProductRoutes? Routes { get; init; }

    /// <summary>Where the model computes; null for the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>Which blocks are on which device, where one does not hold them all; null for <see cref="Device"/> alone. <see cref="Pretrained.PlanDevices"/> shows what would be where.</summary>
    public DeviceMap? DeviceMap { get; init; }

    /// <summary>Whether all weights are in memory, or each block is read as it is needed; what is computed is the same to the last bit.</summary>
    /// <remarks>The built-in overthinker is always in memory.</remarks>
    public WeightPlacement Weights { get; init; } = WeightPlacement.InMemory;

    /// <summary>Bytes that weights may take; null for what the machine, its control groups and this process's limits leave. Decides where <see cref="Weights"/> is automatic, and when a model is refused.</summary>
    public long? MemoryAllowance { get; init; }

    /// <summary>
    /// Whether the source's tokenizer is read too. Without it the model takes token ids only, which helps where a file's
    /// tokenizer is of a kind not implemented.
    /// </summary>
    public bool WithTokenizer { get; init; } = true;

    /// <summary>
    /// A tokenizer of your own in place of the source's, such as a <see cref="Tokenizers.MicrosoftTokenizer"/>; null for the source's. Whether its ids
    /// are those that the model was trained on is for you to make sure; only its size is checked.
    /// </summary>
    public ITokenizer? Tokenizer { get; init; }

    /// <summary>
    /// Which architectures a folder's config.json may name; by default <see cref="ArchitectureRegistry.Default"/>, which
    /// <see cref="ArchitectureRegistry.With"/> extends by one of your own.
    /// </summary>
    public ArchitectureRegistry Architectures { get; init; } = ArchitectureRegistry.Default;

    /// <summary>
    /// Keys of config.json to read as if they were not there, since they are known to have no effect on this model, or are
    /// wrong; "a.b" is b of the object a. The file stays as it is: it may belong to a cache that Python shares.
    /// </summary>
    public ImmutableArray<string> IgnoredKeys { get; init; } = [];

    /// <summary>Branch, tag or commit of a model from the hub; null for the one the name implies, mostly <c>main</c>.</summary>
    public string? Revision { get; init; }

    /// <summary>
    /// Where the hub and its cache are, and whether only the cache may be used; null for
    /// <see cref="HubOptions.FromEnvironment()"/>. Asked only where the source is a model of the hub.
    /// </summary>
    public HubOptions? Hub { get; init; }

    /// <summary>Is told about every mebibyte of each file downloaded, on other threads; null for nobody.</summary>
    public IProgress<HubProgress>? Progress { get; init; }

    /// <summary>
    /// Whether weights that the file stores in the dtype of the run may be views of the memory-mapped file, which cost neither
    /// time nor memory of their own. Set it to false where the file may be cut short or written to while the model is in use: see
    /// <see cref="CheckpointOptions.Map"/>.
    /// </summary>
    public bool MapFiles { get; init; } = true;

    /// <summary>Most threads that read and convert weights at once; null for as many as there are cores. The weights are the same.</summary>
    public int? LoadThreads { get; init; }

    /// <summary>Is told, on the thread that loads, how far the weights are, after each tensor and at the end; null for nobody.</summary>
    public IProgress<LoadProgress>? LoadProgress { get; init; }

    /// <summary>Stops downloading and loading. What was loaded is freed; what was downloaded stays, and the next call continues there.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Is told where a model comes from and what was built; by default nobody.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Measures how long loading takes.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How the weights' files are read.</summary>
    internal CheckpointOptions Files => new() { Map = MapFiles, Threads = LoadThreads, Cancellation = Cancellation };

    /// <summary>Dtype in which blocks of these sizes keep their matrices.</summary>
    internal ScalarType MatrixDtype(TransformerInfo info) => Matrices switch
    {
        MatrixPrecision.OfRun => Dtype,
        MatrixPrecision.BFloat16 => ScalarType.BFloat16,
        MatrixPrecision.Fastest => BFloat16Speed.IsWorthwhile(info.DModel, info.DMlp, Device ?? CPU) ? ScalarType.BFloat16 : Dtype,
        _ => throw new ArgumentException($"{nameof(Matrices)} is {Matrices}; not a precision."),
    };

    /// <exception cref="ArgumentException">A dtype in which no model runs, or options that contradict each other.</exception>
    internal void Check()
    {
        if (Dtype is not (ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float64))
            throw new ArgumentException($"{nameof(Dtype)} is {Dtype}; a model runs in float32, bfloat16 or float64.");
        if (DeviceMap is not null && Device is not null)
            throw new ArgumentException($"{nameof(Device)} and {nameof(DeviceMap)} are both given; choose one.");
        if (MemoryAllowance is <= 0)
            throw new ArgumentException($"{nameof(MemoryAllowance)} is {MemoryAllowance} bytes; expected more than none, or null.");
        if (Matrices != MatrixPrecision.OfRun && Dtype != ScalarType.Float32)
            throw new ArgumentException($"{nameof(Matrices)} is {Matrices} and {nameof(Dtype)} {Dtype}; matrices of another dtype than the stream's go with float32 only.");
        if (Tokenizer is not null && !WithTokenizer)
            throw new ArgumentException($"{nameof(Tokenizer)} is given, but {nameof(WithTokenizer)} is false; choose one.");
        if (LoadThreads < 1)
            throw new ArgumentException($"{nameof(LoadThreads)} is {LoadThreads}; at least one thread must read.");
        if (IgnoredKeys.IsDefault)
            throw new ArgumentException($"{nameof(IgnoredKeys)} was never set; for none it is empty.");
    }
}
