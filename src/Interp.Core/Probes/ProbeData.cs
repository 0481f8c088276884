using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Probes;

/// <summary>What probes are fitted on: states before labels, with the labels and the words they are of. Plain numbers, in float64; 8 bytes a row, state and dimension.</summary>
public sealed class ProbeData
{
    private readonly Dictionary<int, double[,]> _features = []; // by state: [row, d_model]
    private readonly Axis _states;

    private ProbeData(Axis states) => _states = states;

    /// <summary>The states: 0 the embedding, k the stream after block k-1.</summary>
    public ImmutableArray<int> States => _states.Values;

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Number of rows: prompts times demonstrations.</summary>
    public int Rows => Words.Length;

    /// <summary>For each row the text of the demonstration whose label is predicted, without the label.</summary>
    public required ImmutableArray<string> Words { get; init; }

    /// <summary>For each row its true class.</summary>
    public required ImmutableArray<int> Truth { get; init; }

    /// <summary>For each row the class whose label the prompt shows.</summary>
    public required ImmutableArray<int> Shown { get; init; }

    /// <summary>The texts of all demonstrations that the rows' tokens have seen, without labels.</summary>
    public required ImmutableHashSet<string> Texts { get; init; }

    /// <summary>Runs prompts and keeps every state at the tokens before labels.</summary>
    /// <param name="model">The model; its hooks and ablations stay in force.</param>
    /// <param name="set">The prompts.</param>
    /// <param name="kind">Which of each pair.</param>
    /// <param name="demonstrations">Which demonstrations' labels are predicted; null for the last.</param>
    /// <param name="states">Which states; null for all.</param>
    /// <param name="sweep">How the prompts are run; null for the default.</param>
    /// <exception cref="ArgumentException">States or demonstrations that are not there, or prompts whose texts do not tell their demonstrations apart.</exception>
    public static ProbeData Read(
        HookedTransformer model, PromptSet set, PromptKind kind, ImmutableArray<int>? demonstrations = null, ImmutableArray<int>? states = null, SweepOptions? sweep = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        var axis = new Axis("state", new LensOptions { States = states }.StatesOf(model));
        var prompts = set.Prompts(kind);
        ImmutableArray<int> which = demonstrations ?? [set.Demonstrations - 1];
        if (which.IsDefaultOrEmpty || which.Any(demonstration => (uint)demonstration >= (uint)set.Demonstrations))
            throw new ArgumentException($"Demonstrations [{(which.IsDefault ? "" : string.Join(", ", which))}] are to be predicted; the prompts have 0..{set.Demonstrations - 1}.", nameof(demonstrations));

        ImmutableArray<string>[] texts = [.. prompts.Select(prompt => DemonstrationTexts.Of(prompt, set.Labels))];
        var data = new ProbeData(axis)
        {
            Classes = set.Labels.Length,
            Words = [.. texts.SelectMany(text => which.Select(demonstration => text[demonstration]))],
            Truth = [.. prompts.SelectMany(prompt => which.Select(demonstration => prompt.Classes[demonstration]))],
            Shown = [.. prompts.SelectMany(prompt => which.Select(demonstration => prompt.Shown[demonstration]))],
            Texts = [.. texts.SelectMany(text => text[..(which.Max() + 1)])],
        };
        var positions = Positions.At(prompts.Select(prompt => which.Select(demonstration => prompt.PreLabel[demonstration])));
        using var cache = ActivationCache.Record(model, prompts, sweep, [.. axis.Values.Select(state => RequestOf(state, positions))]);
        foreach (var state in axis.Values)
            data._features[state] = Numbers(cache[Lens.States.PointOf(state)]);
        return data;
    }

    /// <summary>One state of every row.</summary>
    /// <param name="state">0 the embedding, k the stream after block k-1.</param>
    /// <returns>[row, d_model]; a copy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The state was not read; the message says which were.</exception>
    public double[,] Features(int state)
    {
        _states.PlaceOf(state, nameof(state));
        return (double[,])_features[state].Clone();
    }

    /// <summary>What a probe is to find in each row.</summary>
    /// <param name="target">Truth or shown label.</param>
    public ImmutableArray<int> Labels(ProbeTarget target) => target switch
    {
        ProbeTarget.Truth => Truth,
        ProbeTarget.Shown => Shown,
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, "Probes look for the truth or for the shown label."),
    };

    private static CacheRequest RequestOf(int state, Positions positions)
    {
        var point = Lens.States.PointOf(state);
        return CacheRequest.Of(point.Site) with { Layers = [point.Layer!.Value], Positions = positions };
    }

    /// <param name="states">[prompt, token, d_model]</param>
    /// <returns>[row, d_model]</returns>
    private static double[,] Numbers(Tensor states)
    {
        using var scope = NewDisposeScope();
        var rows = states.flatten(0, 1).to(float64).cpu().contiguous();
        var numbers = new double[rows.shape[0], rows.shape[1]];
        Buffer.BlockCopy(rows.data<double>().ToArray(), 0, numbers, 0, numbers.Length * sizeof(double));
        return numbers;
    }
}
