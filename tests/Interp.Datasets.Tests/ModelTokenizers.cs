using System.Collections.Concurrent;
using Interp.Core.Tokens;
using Interp.Models.Tokenizers;

namespace Interp.Datasets.Tests;

/// <summary>Tokenizers of real models, read once.</summary>
internal static class ModelTokenizers
{
    private static readonly ConcurrentDictionary<string, ITokenizer> Loaded = new();

    public static ITokenizer Get(string family) =>
        Loaded.GetOrAdd(family, name => PretrainedTokenizer.FromFile(SharedData.Path($"reference/tokenizers/{name}.tokenizer.json")));
}
