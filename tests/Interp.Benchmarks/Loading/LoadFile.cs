using static TorchSharp.torch;

namespace Interp.Benchmarks.Loading;

/// <summary>One way in which the weights of a model of 1 GB of float32 are stored.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Write">Writes the files into a folder and gives what <see cref="Models.Pretrained.Load"/> is told.</param>
/// <param name="Dtype">What the weights are read as.</param>
internal sealed record LoadFile(string Name, Func<Interp.Tests.TemporaryFolder, string> Write, ScalarType Dtype = ScalarType.Float32);
