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
}
