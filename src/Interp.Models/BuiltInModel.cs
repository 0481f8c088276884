using Interp.Core.Transformer;

namespace Interp.Models;

/// <summary>A model that this library makes or carries itself: it loads without files and without a network.</summary>
public sealed class BuiltInModel
{
    private readonly Func<PretrainedOptions, HookedTransformer> _load;

    internal BuiltInModel(string name, string description, bool isTrained, Func<PretrainedOptions, HookedTransformer> load)
    {
        Name = name;
        Description = description;
        IsTrained = isTrained;
        _load = load;
    }

    /// <summary>The name <see cref="Pretrained.Load"/> knows it by.</summary>
    public string Name { get; }

    /// <summary>What it is, in one line for people.</summary>
    public string Description { get; }

    /// <summary>False where the weights are random, so that what it predicts means nothing.</summary>
    public bool IsTrained { get; }

    /// <summary>What tells its weights from those of another release.</summary>
    /// <remarks>Found out when it is asked for: it takes a hash of the weights.</remarks>
    internal Func<string> Identity { get; init; } = () => "";

    internal HookedTransformer Load(PretrainedOptions options) => _load(options);
}
