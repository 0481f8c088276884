using Interp.Core.Transformer;

namespace Interp.Models;

/// <summary>A model that this library makes or carries itself: it loads without files and without a network.</summary>
public sealed class BuiltInModel
{
    private readonly Func<PretrainedOptions, HookedTransformer> _load;

    internal BuiltInModel(string name, string description, Func<PretrainedOptions, HookedTransformer> load)
    {
        Name = name;
        Description = description;
        _load = load;
    }

    /// <summary>The name <see cref="Pretrained.Load"/> knows it by.</summary>
    public string Name { get; }

    /// <summary>What it is, in one line for people.</summary>
    public string Description { get; }

    internal HookedTransformer Load(PretrainedOptions options) => _load(options);
}
