using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Interp.Core.Ablations;

namespace Interp.Core.Studies.Plans;

/// <summary>Sets of components that are taken away, each by itself, and read together.</summary>
/// <param name="Name">The ablation's name in the spec.</param>
/// <param name="IsControl">True for the random heads beside it.</param>
/// <param name="Sets">What is taken away, set by set.</param>
internal sealed record AblationReading(string Name, bool IsControl, ImmutableArray<Ablation> Sets)
{
    /// <summary>The name of its folder: the name with a hash of what is taken away, so that other sets are another reading.</summary>
    public string Folder { get; } =
        $"ablation-{Slug(Name)}{(IsControl ? "-controls" : "")}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join("\n", Sets.Select(set => set.ToJson())))))[..8]}";

    private static string Slug(string name) => new([.. name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]);
}
