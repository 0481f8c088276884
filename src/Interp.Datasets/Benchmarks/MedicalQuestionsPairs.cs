using Interp.Core.Prompts;
using Interp.Datasets.Reading;

namespace Interp.Datasets.Benchmarks;

/// <summary>Medical Questions Pairs: do two questions ask the same (McCreery and others, 2020)?</summary>
public static class MedicalQuestionsPairs
{
    /// <summary>The benchmark.</summary>
    public static Benchmark Benchmark { get; } = new()
    {
        Key = "medical_questions_pairs",
        Title = "Medical Questions Pairs",
        HubId = "medical_questions_pairs",
        HubRepository = "curaihealth/medical_questions_pairs",
        Origin = "mqp.csv of https://github.com/curai/medical-question-pair-dataset",
        Licence = "not stated by its source",
        Classes = ["different", "similar"],
        Formats =
        [
            new PromptFormat(
                ["not", "equivalent"],
                "Question: {}.\nQuestion: {}.\nAnswer: {}.",
                "Determine if the two questions are equivalent or not."),
        ],
        Layouts =
        [
            .. HubLayouts.Of(new HubColumns(["question_1", "question_2"], "label", ["different", "similar"])),
            new()
            {
                Name = "original CSV (dr_id, question_1, question_2, label)",
                Files = ["mqp.csv"],
                Reader = TableReader.Delimited(',', quoted: true, "dr_id", "question_1", "question_2", "label"),
                Fields = ["question_1", "question_2"],
                Label = "label",
                Codes = LabelCodes.Numbers(0, 2),
            },
        ],
    };

    /// <summary>Reads the dataset.</summary>
    /// <param name="path">A file or folder; see <see cref="Benchmark.Load"/>.</param>
    public static LabeledDataset Load(string path) => Benchmark.Load(path);
}
