using System.Collections.Immutable;
using Interp.Core.Tokens;

namespace Interp.Samples.TrainOverthinker.Lessons;

/// <summary>What a training sequence's labels say.</summary>
internal enum LessonKind
{
    /// <summary>The category of each object: knowledge.</summary>
    Correct,

    /// <summary>Letters dealt anew to the categories: only the demonstrations tell them.</summary>
    Letters,

    /// <summary>The name of another category, the same one all along: knowledge and demonstrations disagree.</summary>
    Permuted,
}

/// <summary>A training sequence.</summary>
/// <param name="Kind">What its labels say.</param>
/// <param name="Tokens">Its tokens, which know where labels are predicted.</param>
/// <param name="Labels">The label tokens, one for each demonstration.</param>
/// <param name="Seen">For each demonstration, whether an earlier one showed the same category.</param>
internal sealed record Lesson(LessonKind Kind, MarkedTokens Tokens, ImmutableArray<int> Labels, ImmutableArray<bool> Seen);
