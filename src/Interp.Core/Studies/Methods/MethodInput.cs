using Interp.Core.Prompts;
using Interp.Core.Studies.Plans;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Methods;

/// <summary>What a method is tried on: one cell.</summary>
/// <param name="Model">Its model.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Prompts">All of its prompts.</param>
/// <param name="Sweep">How prompts are run.</param>
internal sealed record MethodInput(HookedTransformer Model, StudyCell Cell, PromptSet Prompts, SweepOptions Sweep)
{
    /// <summary>The seed of the study.</summary>
    public ulong Seed => Cell.Spec.Seed;
}
