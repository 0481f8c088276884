using System.Collections.Immutable;

namespace Interp.Models;

/// <summary>The models that are always there.</summary>
public static class BuiltInModels
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<BuiltInModel> All { get; } =
    [
        new(Overthinker.Name, "a GPT-NeoX of six blocks, trained to know everyday objects and to copy labels", isTrained: true, Overthinker.Load) { Identity = Overthinker.Identity },
        Tiny("tiny-gpt2", "GPT-2", TinyArchitecture.Gpt2),
        Tiny("tiny-gptj", "GPT-J", TinyArchitecture.GptJ),
        Tiny("tiny-gptneox", "GPT-NeoX", TinyArchitecture.GptNeoX),
        Tiny("tiny-llama", "Llama", TinyArchitecture.Llama),
    ];

    /// <summary>The model of a name; letter case does not matter.</summary>
    /// <param name="name">A name.</param>
    /// <returns>The model, or null where the name is not one of theirs.</returns>
    public static BuiltInModel? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(model => string.Equals(model.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    private static BuiltInModel Tiny(string name, string family, TinyArchitecture architecture) =>
        new(name, $"a {family} of four blocks with random weights, for tests", isTrained: false, options => TinyModel.Create(architecture, TinyOptions.Default, options));
}
