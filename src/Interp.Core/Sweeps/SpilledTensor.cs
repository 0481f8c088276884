using static TorchSharp.torch;

namespace Interp.Core.Sweeps;

/// <summary>A tensor that is in a <see cref="SpillFile"/>.</summary>
/// <param name="At">Its first byte there.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Dtype">Its dtype.</param>
/// <param name="Device">Where it was, and will be again.</param>
internal sealed record SpilledTensor(long At, long[] Shape, ScalarType Dtype, Device Device);
