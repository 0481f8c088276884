using Interp.Models.Checkpoints;

namespace Interp.Models.Architectures;

/// <summary>An architecture in GGUF files.</summary>
/// <param name="Name">Their general.architecture.</param>
/// <param name="OfMetadata">Reads the numbers.</param>
/// <param name="NameInFile">From Hugging Face's tensor names to the file's.</param>
internal sealed record GgufArchitecture(string Name, Func<GgufFile, Recipe> OfMetadata, Func<string, string> NameInFile);
