namespace Interp.Models.Architectures.Llama;

/// <summary>Which maps of attention have a bias.</summary>
internal enum LlamaBiases
{
    /// <summary>All four or none, as the config's <c>attention_bias</c> says.</summary>
    AsConfigured,

    /// <summary>None, whatever the config says.</summary>
    None,

    /// <summary>Those to queries, keys and values, not the output.</summary>
    QueriesKeysValues,
}
