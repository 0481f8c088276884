namespace Interp.Core.Heads;

/// <summary>Which earlier demonstrations match the one that is predicted.</summary>
public enum MatchBy
{
    /// <summary>Those of the same true class, as the paper's text has it.</summary>
    Class,

    /// <summary>Those that show the label which the predicted one shows, as its code has it. The same as by class where every example of a class shows the same label.</summary>
    Shown,
}
