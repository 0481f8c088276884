namespace Interp.Core.Paths;

/// <summary>What a path goes through between its sender and its receiver.</summary>
public enum PathKind
{
    /// <summary>The stream alone: heads and MLPs in between stay as they are in the unpatched run.</summary>
    Direct,

    /// <summary>
    /// The stream and the MLPs in between, which are computed anew; all heads stay as they are (Wang et al. 2022, who count
    /// MLPs to the path since they look at one token at a time). With frozen MLPs it would be <see cref="Direct"/>.
    /// </summary>
    ThroughMlps,
}
