using Interp.Core.Lens;
using Interp.Core.LinearLenses;
using Interp.Core.Studies.Plans;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Running;

/// <summary>The lens that reads a cell's states, loaded when it is needed first.</summary>
/// <param name="of">The cell's model.</param>
/// <param name="model">Its weights.</param>
internal sealed class CellLens(StudyModel of, Lazy<HookedTransformer> model) : IDisposable
{
    private LinearLens? _lens;

    /// <summary>Null for the logit lens.</summary>
    public IReadout? Readout => of.Lens is { } load ? new LinearLensReadout(model.Value, _lens ??= load(model.Value)) : null;

    public void Dispose() => _lens?.Dispose();
}
