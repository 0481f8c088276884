namespace Interp.Core.Studies.Readings;

/// <summary>What a study reads of its prompts, kept so that measures can be taken later.</summary>
public enum StudyReading
{
    /// <summary>The labels' logits at every state and position.</summary>
    Labels,

    /// <summary>These, and what the whole vocabulary says.</summary>
    Vocabulary,

    /// <summary>Every head's attention and what it writes, before the last label.</summary>
    Heads,

    /// <summary>Effects of heads, MLPs and embedding, estimated from gradients (attribution patching).</summary>
    Nodes,

    /// <summary>Effects of the paths into the heads with the largest prefix-matching scores (path patching).</summary>
    Paths,

    /// <summary>What comes back of the shown label when one thing is restored under noise (causal tracing).</summary>
    Traces,

    /// <summary>What the mean of correct minus false prompts changes when it is added.</summary>
    Steering,

    /// <summary>Whether linear probes read the truth and the shown label from each state.</summary>
    Probes,

    /// <summary>What states of false prompts say in another prompt.</summary>
    Patchscopes,
}
