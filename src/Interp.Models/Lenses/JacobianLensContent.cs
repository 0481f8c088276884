using System.Globalization;
using Interp.Models.Checkpoints;
using Interp.Models.Checkpoints.PyTorch;

namespace Interp.Models.Lenses;

/// <summary>What a Jacobian-lens file holds, its tensors by name: "J.3", "embedding".</summary>
/// <param name="Layers">The layers that it has, in order.</param>
/// <param name="HasEmbedding">Whether it has a matrix for state 0, which is no layer's output.</param>
/// <param name="Origin">The model that it was made for.</param>
/// <param name="Tensors">The tensors.</param>
internal sealed record JacobianLensContent(IReadOnlyList<int> Layers, bool HasEmbedding, LensOrigin Origin, PickledDictionary Tensors)
{
    public const string Embedding = "embedding";
    private const string Expected = "a dictionary with J (from layer to matrix), source_layers and d_model";

    /// <summary>The name of a layer's matrix.</summary>
    public static string NameOf(int layer) => string.Create(CultureInfo.InvariantCulture, $"J.{layer}");

    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static JacobianLensContent Of(object? root, string path)
    {
        if (root is not PickledDictionary { Pairs: var pairs })
            throw Malformed.File(path, $"it holds no dictionary; expected {Expected}");
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            if (key is not string name || !values.TryAdd(name, value))
                throw Malformed.File(path, $"its keys are not text, each once; expected {Expected}");
        }

        if (values.GetValueOrDefault("J") is not PickledDictionary jacobians)
            throw Malformed.File(path, $"it has no dictionary J among its keys {string.Join(", ", values.Keys.Select(Malformed.Quote))}; expected {Expected}. What jlens.fit keeps to go on from is no lens: save the lens that it returns");

        var tensors = new PickledDictionary();
        foreach (var (key, value) in jacobians.Pairs)
            tensors.Pairs.Add(new(NameOf(Whole(key, "a key of J", path)), value));
        int[] layers = [.. jacobians.Pairs.Select(pair => Whole(pair.Key, "a key of J", path)).Order()];
        if (layers.Length == 0 || values.GetValueOrDefault("source_layers") is not PickledList { Items: var named } || !named.Select(layer => Whole(layer, "a layer of source_layers", path)).Order().SequenceEqual(layers))
            throw Malformed.File(path, $"J has the layers [{string.Join(", ", layers)}]; source_layers does not list the same ones, one at least");

        var hasEmbedding = values.TryGetValue(Embedding, out var embedding);
        if (hasEmbedding)
            tensors.Pairs.Add(new(Embedding, embedding));
        return new(layers, hasEmbedding, new LensOrigin(path, Whole(values.GetValueOrDefault("d_model"), "d_model", path), Find("n_layers"), Find("d_vocab"), values.GetValueOrDefault("unembed_hash") as string), tensors);

        int? Find(string key) => values.TryGetValue(key, out var value) ? Whole(value, key, path) : null;
    }

    private static int Whole(object? value, string what, string path) => value is long and >= 0 and <= int.MaxValue and var number
        ? (int)number
        : throw Malformed.File(path, $"{what} is no whole number from 0 on; expected {Expected}");
}
