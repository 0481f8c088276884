using Interp.Core.Batches;
using Interp.Core.Patchscopes;
using Interp.Core.Prompts;
using static TorchSharp.torch;

namespace Interp.Core.Studies.Methods;

/// <summary>
/// Patchscopes: each state of a false prompt before its last label, put at the same place of the next pair's correct prompt;
/// the logit there of the label that the false prompt shows, less that of its true one.
/// </summary>
internal static class PatchscopesMethod
{
    public static IEnumerable<(string Name, double[] Values)> Read(MethodInput input)
    {
        var (pairs, tokens) = (input.Prompts.Pairs, input.Prompts.LabelTokens);
        using var noGrad = no_grad();
        using var sources = SourceStates.Read(input.Model, input.Prompts.Prompts(PromptKind.False), Positions.LastPreLabel, sweep: input.Sweep);
        var correct = input.Prompts.Prompts(PromptKind.Correct);
        var differences = new double[sources.States.Length, pairs.Length];
        for (var pair = 0; pair < pairs.Length; pair++)
        {
            input.Sweep.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (shown, truth) = (tokens[pairs[pair].False.Shown[^1]], tokens[pairs[pair].False.Classes[^1]]);
            var target = new PatchscopeTarget(correct[(pair + 1) % pairs.Length], Positions.LastPreLabel) { Read = Positions.LastPreLabel };
            var logits = Patchscope.Logits(input.Model, sources, target, [.. sources.States.Select(state => new PatchscopeCell(pair, state, state))]); // [row, d_vocab]
            var values = (logits.select(1, shown).to(float64) - logits.select(1, truth).to(float64)).cpu().data<double>().ToArray();
            for (var state = 0; state < values.Length; state++)
                differences[state, pair] = values[state];
        }

        return sources.States.Select((state, i) => ($"state {state}", Enumerable.Range(0, pairs.Length).Select(pair => differences[i, pair]).ToArray())).ToArray();
    }
}
