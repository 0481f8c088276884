using System.Globalization;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Sweeps;

/// <summary>What a sweep will read and hold, known before it starts.</summary>
public sealed record StreamingPlan
{
    /// <summary>True where blocks are read as they are needed.</summary>
    public required bool IsStreamed { get; init; }

    /// <summary>Prompts.</summary>
    public required int Prompts { get; init; }

    /// <summary>Their tokens, padding included.</summary>
    public required long Tokens { get; init; }

    /// <summary>How often all prompts' blocks are visited: each wave reads every block of a streamed model once.</summary>
    public required int Waves { get; init; }

    /// <summary>Bytes of blocks that are in memory together, in the dtype of the run: all of them, or two where they are streamed.</summary>
    public required long BlockBytes { get; init; }

    /// <summary>Bytes of embedding, final norm and unembedding, as they are held.</summary>
    public required long OuterBytes { get; init; }

    /// <summary>Bytes of blocks read from files.</summary>
    public required long BytesToRead { get; init; }

    /// <summary>Most bytes of streams that are in memory between two blocks.</summary>
    public required long StreamBytes { get; init; }

    /// <summary>Most bytes of streams that wait in a temporary file.</summary>
    public required long SpilledBytes { get; init; }

    /// <summary>An estimate of what the largest batch needs while it is in a block, without what readers keep.</summary>
    public required long ActivationBytes { get; init; }

    /// <summary>An estimate of the peak: blocks, the rest of the weights, streams, activations.</summary>
    public long PeakBytes => BlockBytes + OuterBytes + StreamBytes + ActivationBytes;

    /// <summary>Plans a sweep; runs nothing, and reads no weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="options">Null for <see cref="SweepOptions.Default"/>.</param>
    public static StreamingPlan Of(HookedTransformer model, IReadOnlyList<IMarkedTokens> prompts, SweepOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        options ??= SweepOptions.Default;
        long[] batches = [.. Sweeps.Waves.Grouped(prompts, options).Select(group => (long)group.Length * group.Max(index => prompts[index].Tokens.Length))];
        var counts = Sweeps.Waves.Counts(batches, model, options);
        var (waves, first) = (new List<long>(), 0);
        foreach (var count in counts)
        {
            waves.Add(batches.Skip(first).Take(count).Sum() * Sweeps.Waves.BytesOfToken(model));
            first += count;
        }

        return new StreamingPlan
        {
            IsStreamed = model.Blocks.IsStreamed,
            Prompts = prompts.Count,
            Tokens = batches.Sum(),
            Waves = counts.Count,
            BlockBytes = model.Blocks.BytesAtOnce,
            OuterBytes = model.OuterWeights.DistinctBy(weight => weight.Tensor, ReferenceEqualityComparer.Instance).Sum(weight => weight.Tensor.numel() * weight.Tensor.element_size()),
            BytesToRead = model.Blocks.BytesToRead * counts.Count,
            StreamBytes = Math.Min(waves.Max(), counts.Max() == 1 ? long.MaxValue : options.StreamBytes),
            SpilledBytes = counts.Max() == 1 ? 0 : Math.Max(0, waves.Max() - options.StreamBytes),
            ActivationBytes = batches.Max() * Widths(model.Info) * model.FinalNorm.Gain.element_size(),
        };
    }

    /// <summary>The plan in a few lines.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Prompts:N0} prompts, {Tokens:N0} tokens with padding, {(IsStreamed ? $"{Waves:N0} wave{(Waves == 1 ? "" : "s")}, {Size(BytesToRead)} to read" : "all blocks in memory")}
        in memory: blocks {Size(BlockBytes)}, embedding and unembedding {Size(OuterBytes)}, streams {Size(StreamBytes)}, activations about {Size(ActivationBytes)}
        in a temporary file: {(SpilledBytes == 0 ? "nothing" : Size(SpilledBytes))}; peak about {Size(PeakBytes)}, without what readers keep
        """);

    /// <summary>Numbers a token that a block holds at once: the stream and its norm, queries, keys, values and their mix, the MLP's inner layer before and after its activation.</summary>
    private static long Widths(TransformerInfo info) => 4L * info.DModel + (2L * info.Heads + 2L * info.KvHeads) * info.DHead + 2L * info.DMlp;

    private static string Size(long bytes) => bytes switch
    {
        < 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
    };
}
