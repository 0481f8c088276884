namespace Interp.Core.Metrics;

/// <summary>What a predicted label is to its prompt; the first that holds.</summary>
public enum PredictedAs
{
    /// <summary>The true label.</summary>
    Truth,

    /// <summary>The label that earlier demonstrations of the same class showed most: a copy by class.</summary>
    ShownForClass,

    /// <summary>The label that earlier demonstrations showed most, whatever their class.</summary>
    ShownMost,

    /// <summary>Another.</summary>
    Other,
}
