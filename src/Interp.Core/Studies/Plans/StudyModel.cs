using Interp.Core.LinearLenses;
using Interp.Core.Studies.Specs;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Studies.Plans;

/// <summary>A model as a study sees it before its weights are needed.</summary>
public sealed record StudyModel
{
    /// <summary>Its sizes.</summary>
    public required TransformerInfo Info { get; init; }

    /// <summary>Its tokenizer.</summary>
    public required ITokenizer Tokenizer { get; init; }

    /// <summary>Says which weights, config, tokenizer and lens these are: a hash of their files. Equal models have equal ones, on any machine.</summary>
    public required string Identity { get; init; }

    /// <summary>Loads the weights; the caller owns the model.</summary>
    public required Func<StudyDtype, HookedTransformer> Load { get; init; }

    /// <summary>Loads the lens that reads its states, given the loaded model; the caller owns it. Null for the logit lens.</summary>
    public Func<HookedTransformer, LinearLens>? Lens { get; init; }
}
