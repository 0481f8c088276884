using System.Collections.Immutable;
using Interp.Core.Transformer;
using Interp.Models.Configs;

namespace Interp.Models.Architectures.Llama;

/// <summary>In what ways the blocks of one model differ, as configs state them.</summary>
internal static class LlamaLayouts
{
    private const string Sliding = "sliding_attention";
    private const string Full = "full_attention";
    private const string Window = "sliding_window";
    private const string GgufWindow = "attention.sliding_window";

    /// <summary>All alike, and every token sees all that came before.</summary>
    public static ImmutableArray<LlamaBlock> Alike(ConfigReader json, RopeKeys keys, TransformerInfo info) =>
        Each(info, Rope(json, keys, info), _ => null);

    /// <summary>One window for all blocks.</summary>
    /// <param name="absent">The window where the config does not say; null for none.</param>
    public static LlamaLayout Windowed(int? absent) => (json, keys, info) =>
    {
        var window = json.OptionalInt(Window, absent);
        return Each(info, Rope(json, keys, info), _ => window);
    };

    /// <summary>A window, where it is switched on, from one block on (Qwen).</summary>
    public static ImmutableArray<LlamaBlock> WindowedAbove(ConfigReader json, RopeKeys keys, TransformerInfo info)
    {
        var first = json.Count("max_window_layers", absent: 28);
        var window = SwitchedWindow(json, absent: 4096);
        return Each(info, Rope(json, keys, info), ByType(json, info, window, layer => window is not null && layer >= first));
    }

    /// <summary>Some blocks without rotary positions; a window, where it is switched on, in these (SmolLM3).</summary>
    public static ImmutableArray<LlamaBlock> WithoutSomeRotary(ConfigReader json, RopeKeys keys, TransformerInfo info)
    {
        const string Flags = "no_rope_layers"; // 1 where there is one
        json.Count("max_window_layers", absent: 28); // of no effect in this architecture
        var every = json.Int("no_rope_layer_interval", absent: 4);
        var flags = json.FindCounts(Flags) ?? [.. Enumerable.Range(1, info.Layers).Select(number => number % every == 0 ? 0 : 1)];
        if (flags.Count != info.Layers || flags.Any(flag => flag > 1))
            throw json.Wrong(Flags, $"a list of {flags.Count}", $"0 or 1 for each of the {info.Layers} blocks");
        var window = SwitchedWindow(json, absent: null);
        var windows = ByType(json, info, window, layer => window is not null && flags[layer] == 0);
        var rope = Rope(json, keys, info);
        return [.. Enumerable.Range(0, info.Layers).Select(layer => new LlamaBlock(flags[layer] == 1 ? rope : null, windows(layer)))];
    }

    /// <summary>A window on every other block, the first among them (Gemma 2).</summary>
    public static ImmutableArray<LlamaBlock> Alternating(ConfigReader json, RopeKeys keys, TransformerInfo info) =>
        Each(info, Rope(json, keys, info), ByType(json, info, json.OptionalInt(Window, 4096), layer => layer % 2 == 0));

    /// <summary>A window on all but every sixth block, or as the config says, with rotary positions of its own (Gemma 3).</summary>
    public static ImmutableArray<LlamaBlock> WindowedWithOwnRotary(ConfigReader json, RopeKeys keys, TransformerInfo info)
    {
        json.AddSynonyms(Synonyms.Gemma3);
        var every = json.Int("sliding_window_pattern", absent: 6);
        var windows = ByType(json, info, json.OptionalInt(Window, 4096), layer => (layer + 1) % every != 0);
        var local = RopeKeys.Usual with { Base = "rope_local_base_freq" };
        RopeConfig near, far;
        if (json.FindObject("rope_parameters") is { } parameters && parameters.Has(Full))
        {
            near = RopeConfig.Of(json, local, parameters.FindObject(Sliding), info.DHead, info.ContextLength);
            far = RopeConfig.Of(json, keys, parameters.FindObject(Full), info.DHead, info.ContextLength);
            parameters.Finish();
        }
        else
        {
            near = RopeConfig.Of(json, local, nested: null, info.DHead, info.ContextLength);
            far = Rope(json, keys, info);
        }

        return [.. Enumerable.Range(0, info.Layers).Select(layer => new LlamaBlock(windows(layer) is null ? far : near, windows(layer)))];
    }

    /// <summary>All alike.</summary>
    public static ImmutableArray<LlamaBlock> AlikeInGguf(GgufKeys keys, TransformerInfo info) => Each(info, keys.Rope(info.DHead), _ => null);

    /// <summary>One window for all blocks, or none where the file says 0.</summary>
    public static ImmutableArray<LlamaBlock> WindowedInGguf(GgufKeys keys, TransformerInfo info)
    {
        var window = keys.FindUnlessZero(GgufWindow);
        return Each(info, keys.Rope(info.DHead), _ => window);
    }

    /// <summary>Every fourth block without rotary positions, which the files do not state.</summary>
    public static ImmutableArray<LlamaBlock> WithoutSomeRotaryInGguf(GgufKeys keys, TransformerInfo info)
    {
        var rope = keys.Rope(info.DHead);
        return [.. Enumerable.Range(1, info.Layers).Select(number => new LlamaBlock(number % 4 == 0 ? null : rope, Window: null))];
    }

    /// <summary>A window on every other block, the first among them.</summary>
    public static ImmutableArray<LlamaBlock> AlternatingInGguf(GgufKeys keys, TransformerInfo info)
    {
        var window = keys.FindInt(GgufWindow) ?? 4096;
        return Each(info, keys.Rope(info.DHead), layer => layer % 2 == 0 ? window : null);
    }

    /// <summary>A window on all but every sixth block, with rotary positions of its own, which the files do not state.</summary>
    public static ImmutableArray<LlamaBlock> WindowedWithOwnRotaryInGguf(GgufKeys keys, TransformerInfo info)
    {
        var window = keys.Int(GgufWindow);
        var far = keys.Rope(info.DHead);
        var near = new RopeConfig { Base = 10_000, Width = far.Width, Scaling = new RopeScaling.None() };
        return [.. Enumerable.Range(1, info.Layers).Select(number => number % 6 == 0 ? new LlamaBlock(far, null) : new LlamaBlock(near, window))];
    }

    private static RopeConfig Rope(ConfigReader json, RopeKeys keys, TransformerInfo info) => RopeConfig.Read(json, keys, info.DHead, info.ContextLength);

    private static ImmutableArray<LlamaBlock> Each(TransformerInfo info, RopeConfig rope, Func<int, int?> window) =>
        [.. Enumerable.Range(0, info.Layers).Select(layer => new LlamaBlock(rope, window(layer)))];

    /// <summary>The window of Qwen and SmolLM3 counts only where a second key says so.</summary>
    private static int? SwitchedWindow(ConfigReader json, int? absent)
    {
        var window = json.OptionalInt(Window, absent);
        return json.Bool("use_sliding_window", absent: false) ? window : null;
    }

    /// <summary>The window of each block: by <c>layer_types</c> where the config has them, else by the architecture's own rule.</summary>
    private static Func<int, int?> ByType(ConfigReader json, TransformerInfo info, int? window, Func<int, bool> slides)
    {
        const string Types = "layer_types";
        var types = json.FindStrings(Types);
        if (types is not null && (types.Count != info.Layers || types.Any(type => type is not (Sliding or Full))))
            throw json.Wrong(Types, $"a list of {types.Count}", $"'{Sliding}' or '{Full}' for each of the {info.Layers} blocks");
        if (types is not null && types.Contains(Sliding) && window is null)
            throw json.Wrong(Types, $"'{Sliding}' for some blocks", $"'{Full}' for all, since no {Window} is in force");
        return layer => (types is null ? slides(layer) : types[layer] == Sliding) ? window : null;
    }
}
