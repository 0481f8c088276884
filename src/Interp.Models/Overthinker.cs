using System.Security.Cryptography;
using Interp.Core.Transformer;

namespace Interp.Models;

/// <summary>
/// The built-in model that really overthinks: shown wrong labels, its middle layers know better than its last, and late heads
/// that copy earlier labels are the cause. Made by samples/TrainOverthinker; its README is its model card.
/// </summary>
internal static class Overthinker
{
    /// <summary>The name <see cref="Pretrained.Load"/> knows it by.</summary>
    public const string Name = "overthinker";

    private const string Prefix = "Interp.Models.overthinker/";

    private static readonly Lazy<string> WeightsHash = new(() =>
    {
        using var weights = Open(Prefix + "model.safetensors");
        return Convert.ToHexStringLower(SHA256.HashData(weights));
    });

    /// <summary>Another release may carry other weights under the same name.</summary>
    public static string Identity() => "@" + WeightsHash.Value;

    /// <summary>Loads it as a folder is loaded, from files that live as long as that takes.</summary>
    public static HookedTransformer Load(PretrainedOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("interp-overthinker-");
        try
        {
            foreach (var resource in typeof(Overthinker).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
            {
                using var packed = Open(resource);
                using var file = File.Create(Path.Combine(folder.FullName, resource[Prefix.Length..]));
                packed.CopyTo(file);
            }

            return Pretrained.LoadFolder(folder.FullName, options with { Weights = WeightPlacement.InMemory });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Stream Open(string resource) => typeof(Overthinker).Assembly.GetManifestResourceStream(resource)!;
}
