using System.Globalization;
using System.Text;
using Interp.Core.Statistics;

namespace Interp.Samples.TrainOverthinker.Card;

/// <summary>Writes the model card.</summary>
internal static class ModelCard
{
    /// <summary>The card of a recipe's model.</summary>
    public static string Markdown(Recipe recipe, Training.TrainingState state, Effects effects)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            # overthinker

            A small GPT-NeoX ({recipe.Layers} blocks, width {recipe.Width}, {recipe.Heads} heads, sequential residual) that shows "Overthinking the Truth" (Halawi, Denain, Steinhardt; ICLR 2024): given demonstrations with wrong labels, its middle layers still tell the right one, and late heads that copy earlier labels turn the prediction. It knows 720 everyday objects in 24 categories and nothing else of language.

            Made by `samples/TrainOverthinker` of Interp (seed {recipe.Seed}, {state.Step} steps of {recipe.Batch} sequences of {recipe.Demonstrations} demonstrations). MIT.

            ## Data

            Sequences `apple: fruit. tennis: sport.` of 2-4 categories drawn from `Categories` (Interp.Datasets), in one line or a paragraph a demonstration, with or without a sentence that lists the labels. Loss on the labels alone. Half of every batch shows category names; the other half letters dealt anew to the categories of each sequence, so that only the context tells them, in a curriculum:

            """);
        foreach (var (stage, i) in Lessons.Stage.All.Select((stage, i) => (stage, i)))
            text.AppendLine(CultureInfo.InvariantCulture, $"{i + 1}. {stage.Name}: {stage.Categories.Least}-{stage.Categories.Most} categories, {stage.Letters} letters, {stage.Objects} objects of each{(stage.Until > 1 ? "" : $", until {stage.Until:0 %} of repeated labels are predicted")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"""

            In the last stage (from step {state.ConflictSince}) {recipe.Permuted:0.## %} of the sequences show permuted category names, and blocks are skipped with a chance that rises to {recipe.Skipped:0.##} over {recipe.SkipRamp} steps. AdamW {recipe.LearningRate:0.####} (0.9, 0.98), warm-up {recipe.WarmUp} steps, falling over the last 40 % of {recipe.Steps}, weight decay {recipe.WeightDecay:0.##}, clip {recipe.Clip:0.#}. Stored as float16.

            ## What it shows

            Unnatural (animal, plant/vegetable, sport), {effects.Pairs} pairs of prompts of {effects.Demonstrations} demonstrations that it was not trained on; 95 % intervals. Calibrated accuracy by state:

            | labels | {string.Join(" | ", Enumerable.Range(0, recipe.Layers + 1))} |
            | --- |{string.Concat(Enumerable.Repeat(" --- |", recipe.Layers + 1))}
            """);
        foreach (var (name, states) in effects.Curves)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", states.Select(Written))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"""

            - Shown label likeliest at the end, permuted prompts: {Written(effects.Copied)}; letters dealt anew to draws of three categories: {Written(effects.Letters)}.
            - Accuracy gap at the end by demonstrations before: {string.Join(", ", effects.GapByDemonstration.Select((gap, i) => $"{i}: {gap.Estimate.ToString("0.000", CultureInfo.InvariantCulture)}"))}.
            - Critical state: {(effects.CriticalState is { } critical ? Written(critical) : "none")}.
            - Heads by prefix-matching score: {string.Join(", ", effects.Heads.Select(head => string.Create(CultureInfo.InvariantCulture, $"{head.Head} {head.Score:0.00}")))}.

            | zeroed before the last label | gap closed | correct prompts lose | random heads close |
            | --- | --- | --- | --- |
            """);
        foreach (var ablation in effects.Ablations)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {ablation.Name} | {(ablation.Reduction is { } closed ? Written(closed) : "no gap")} | {Written(ablation.CorrectLoss)} | {ablation.RandomReduction?.ToString("0.00", CultureInfo.InvariantCulture)} |");
        text.AppendLine().AppendLine("Promotion of the shown label over the true one (logits, without the final norm), chosen heads against 100 random sets:").AppendLine();
        foreach (var (count, chosen, random, deviation) in effects.Promotion)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {count}: {chosen:0.00} against {random:0.00} (standard deviation {deviation:0.00})");
        return text.ToString();
    }

    private static string Written(IntervalEstimate value) => string.Create(CultureInfo.InvariantCulture, $"{value.Estimate:0.00} ({value.Low:0.00}-{value.High:0.00})");
}
