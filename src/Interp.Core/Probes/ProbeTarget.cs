namespace Interp.Core.Probes;

/// <summary>What a probe looks for.</summary>
public enum ProbeTarget
{
    /// <summary>The true class of the demonstration whose label is predicted.</summary>
    Truth,

    /// <summary>The class whose label the prompt shows there, which the model has not read yet.</summary>
    Shown,
}
