namespace Interp.Samples.Shared.Attention;

/// <summary>What a token is to its demonstration.</summary>
public enum AttentionTokenRole
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>The token before the label.</summary>
    PreLabel,

    /// <summary>A token of the label.</summary>
    Label,

    /// <summary>The token before the last label, from where the attention goes.</summary>
    Query,
}
