using Interp.Core.Batches;
using Interp.Core.Transformer;

namespace Interp.Core.Sweeps;

/// <summary>A reader whose own rows ride beside the prompts.</summary>
internal interface IRidingReader : IReader
{
    /// <summary>Rows for one batch.</summary>
    IPassRider Rider(HookedTransformer model, Batch batch);
}
