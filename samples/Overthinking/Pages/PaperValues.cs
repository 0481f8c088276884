using System.Collections.Immutable;
using System.Globalization;
using Interp.Core.Prompts;
using Interp.Samples.Shared.Html;

namespace Interp.Samples.Overthinking.Pages;

/// <summary>
/// The paper's numbers, from paper-values.csv beside this file: final accuracy (R1), early exit (R3), critical layers (R4),
/// heads taken away (R6) and accuracy by dataset (R10), computed from the authors' published result arrays
/// (Halawi, Denain and Steinhardt, "Overthinking the Truth", arXiv 2307.09476, ICLR 2024).
/// </summary>
internal static class PaperValues
{
    private static readonly (string From, string To)[] Spellings = [("_2_8b", "_2p8b"), ("_6_9b", "_6p9b"), ("llama_2_", "llama2_"), ("gpt_j_6b", "gpt_j"), ("_hf", "")];

    private static readonly Lazy<ImmutableArray<PaperValue>> Values = new(() =>
    [
        .. PageSource.Read(typeof(PaperValues).Assembly, "paper-values.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))
            .Select(cells => new PaperValue(cells[0], cells[1], SettingNames.Parse(cells[2]), cells[3], cells[4], double.Parse(cells[5], CultureInfo.InvariantCulture))),
    ]);

    /// <summary>All.</summary>
    public static ImmutableArray<PaperValue> All => Values.Value;

    /// <summary>The paper's name for a model; null where it has none of it.</summary>
    /// <param name="model">"gpt_j", "EleutherAI/gpt-j-6B", "pythia-410m".</param>
    public static string? ModelOf(string model)
    {
        var plain = Plain(model[(model.LastIndexOf('/') + 1)..]);
        return All.Select(value => value.Model).Distinct().FirstOrDefault(known => Plain(known) == plain);
    }

    private static string Plain(string name)
    {
        var plain = string.Concat(name.ToLowerInvariant().Select(letter => letter is '-' or '.' ? '_' : letter));
        foreach (var (from, to) in Spellings)
            plain = plain.Replace(from, to, StringComparison.Ordinal);
        return plain;
    }
}
