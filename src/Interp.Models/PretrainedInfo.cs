using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Models;

/// <summary>A model as its files tell of it, without its weights.</summary>
/// <param name="Info">Its sizes.</param>
/// <param name="Tokenizer">Its tokenizer; null where it has none.</param>
/// <param name="Files">The files that make it: config, tokenizer, weights. None of a built-in model.</param>
public sealed record PretrainedInfo(TransformerInfo Info, ITokenizer? Tokenizer, ImmutableArray<string> Files)
{
    /// <summary>The name of a built-in model.</summary>
    internal string? Name { get; init; }

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Sum(file => new FileInfo(file).Length);

    /// <summary>A hash of all files by name and content, the same wherever they lie; reads them all.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Name}\n"));
        foreach (var file in Files.OrderBy(Path.GetFileName, StringComparer.Ordinal))
        {
            using var stream = File.OpenRead(file);
            hash.AppendData(Encoding.UTF8.GetBytes($"{(Files.Length == 1 ? "" : Path.GetFileName(file))} {Convert.ToHexStringLower(SHA256.HashData(stream))}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
