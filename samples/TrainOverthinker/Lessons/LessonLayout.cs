namespace Interp.Samples.TrainOverthinker.Lessons;

/// <summary>How the demonstrations of a sequence stand.</summary>
internal enum LessonLayout
{
    /// <summary>A paragraph each, after the sentence that lists the labels: the benchmarks' prompts.</summary>
    Narrative,

    /// <summary>A paragraph each.</summary>
    Paragraphs,

    /// <summary>All in one line: "apple: fruit. tennis: sport."</summary>
    OneLine,
}
