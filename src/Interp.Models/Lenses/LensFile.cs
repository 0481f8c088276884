using System.Security.Cryptography;
using Interp.Core.LinearLenses;
using Interp.Core.Transformer;

namespace Interp.Models.Lenses;

/// <summary>A lens of either kind, by its path.</summary>
internal static class LensFile
{
    /// <summary>Reads a tuned-lens folder, or the file of a Jacobian lens.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="model">The model that the lens is for.</param>
    /// <param name="weights">Whether it must be the one that it was made for.</param>
    /// <returns>The lens; the caller owns it.</returns>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or of another model.</exception>
    public static LinearLens Load(string path, HookedTransformer model, LensWeights weights = LensWeights.Same) =>
        Directory.Exists(path) ? TunedLensFolder.Load(path, model, weights) : JacobianLensFile.Load(path, model, weights);

    /// <summary>Hash of the files: equal lenses of equal files have equal ones, on any machine.</summary>
    /// <param name="path">The folder or file.</param>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    internal static string Hash(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.Exists(path) ? TunedLensFolder.FilesOf(path) : [path])
        {
            if (!File.Exists(file))
                throw new FileNotFoundException($"{file}: there is no such file; a lens is a tuned-lens folder, config.json and params.pt, or the file of a Jacobian lens.", file);
            using var stream = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
