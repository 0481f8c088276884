using Interp.Core.Batches;
using Interp.Core.Tokens;
using static TorchSharp.torch;

namespace Interp.Core.Patchscopes;

/// <summary>The prompt that a state is put into, and where.</summary>
/// <param name="Prompt">The target prompt.</param>
/// <param name="At">Its token whose state is replaced: one.</param>
public sealed record PatchscopeTarget(IMarkedTokens Prompt, Positions At)
{
    /// <summary>The token whose prediction is read: one.</summary>
    public Positions Read { get; init; } = Positions.Last;

    /// <summary>From source states [row, d_model] to what is put in, of the target model's width; null for the states as they are.</summary>
    public Func<Tensor, Tensor>? Map { get; init; }
}
