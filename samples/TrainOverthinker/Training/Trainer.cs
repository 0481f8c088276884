using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Randomness;
using Interp.Core.Transformer;
using Interp.Samples.TrainOverthinker.Lessons;
using static TorchSharp.torch;

namespace Interp.Samples.TrainOverthinker.Training;

/// <summary>Takes a model through the curriculum, one step at a time. Each step follows from the seed and the state alone.</summary>
internal sealed class Trainer(Recipe recipe, HookedTransformer model, AdamW optimizer, LessonWriter lessons)
{
    private const double Remembered = 0.95; // Of the running share, a step.
    private const ulong LessonStream = 1UL << 32;
    private const ulong SkipStream = 2UL << 32;

    /// <summary>True when nothing is left to do.</summary>
    public bool IsDone(TrainingState state) => state.Step >= recipe.Steps || state.ConflictSince is { } since && state.Step >= since + recipe.ConflictSteps;

    /// <summary>Does a step.</summary>
    /// <returns>The state after it, and its loss in nats a label.</returns>
    public (TrainingState State, double Loss) Step(TrainingState state)
    {
        using var scope = NewDisposeScope();
        var step = state.Step + 1;
        var drawn = lessons.Draw(new RandomStream(recipe.Seed, LessonStream + (ulong)step), Stage.All[state.Stage], Counts(state));
        double loss;
        using (StochasticDepth.Skip(model, new RandomStream(recipe.Seed, SkipStream + (ulong)step), SkipChance(state)))
        {
            var logits = model.Logits(Batch.Of(drawn.Select(lesson => lesson.Tokens)), Positions.PreLabel); // [lesson, demonstration, token]
            var targets = tensor(drawn.SelectMany(lesson => lesson.Labels.Select(label => (long)label)).ToArray()).view(drawn.Length, -1, 1);
            var losses = -logits.log_softmax(-1).gather(-1, targets).mean();
            losses.backward();
            loss = losses.item<float>();
            optimizer.Step(step, Rate(step));
            state = state with { Step = step, Copied = Remembered * state.Copied + (1 - Remembered) * Copied(drawn, logits, targets) };
        }

        if (!double.IsFinite(loss))
            throw new InvalidOperationException($"Step {step}: the loss is {loss}; try another seed or a lower learning rate.");
        return (Advance(state), loss);
    }

    private IEnumerable<(LessonKind, int)> Counts(TrainingState state)
    {
        var permuted = state.Stage == Stage.Conflict ? (int)Math.Round(recipe.Permuted * recipe.Batch) : 0;
        var letters = recipe.Batch / 2;
        return [(LessonKind.Correct, recipe.Batch - letters - permuted), (LessonKind.Letters, letters), (LessonKind.Permuted, permuted)];
    }

    private TrainingState Advance(TrainingState state)
    {
        if (state.Copied < Stage.All[state.Stage].Until)
            return state.ConflictSince is null && state.Step >= recipe.LatestConflict
                ? throw new InvalidOperationException($"Copying has not formed: {state}. Try another seed or more steps.")
                : state;
        var next = state.Stage + 1;
        return state with { Stage = next, Copied = 0, ConflictSince = next == Stage.Conflict ? state.Step : null };
    }

    private double SkipChance(TrainingState state) =>
        state.ConflictSince is { } since ? recipe.Skipped * Math.Min(1, (double)(state.Step - since) / recipe.SkipRamp) : 0;

    private double Rate(int step)
    {
        const double FallsFrom = 0.6;
        var rise = Math.Min(1, (double)step / recipe.WarmUp);
        var fall = Math.Min(1, (1 - (double)step / recipe.Steps) / (1 - FallsFrom));
        return recipe.LearningRate * rise * Math.Max(0, fall);
    }

    /// <summary>Share of repeated labels of letter sequences that are predicted.</summary>
    private static double Copied(ImmutableArray<Lesson> drawn, Tensor logits, Tensor targets)
    {
        var right = logits.argmax(-1).eq(targets.squeeze(-1)).view(-1).data<bool>().ToArray();
        var repeated = drawn.SelectMany(lesson => lesson.Seen.Select(seen => seen && lesson.Kind == LessonKind.Letters)).ToArray();
        return (double)right.Zip(repeated).Count(pair => pair.First && pair.Second) / repeated.Count(seen => seen);
    }
}
