namespace Interp.Samples.Shared;

/// <summary>The model that samples run where none is named: one place to change it.</summary>
public static class DefaultModel
{
    /// <summary>Its name, as <c>Pretrained.Load</c> knows it.</summary>
    public const string Name = "overthinker";

    /// <summary>Demonstrations of a prompt that it can hold.</summary>
    public const int Demonstrations = 12;
}
