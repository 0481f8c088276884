using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Heads;
using Interp.Core.Lens;
using Interp.Core.Metrics;
using Interp.Core.Prompts;
using Interp.Core.Randomness;
using Interp.Core.Replays;
using Interp.Core.Statistics;
using Interp.Core.Sweeps;
using Interp.Core.Transformer;
using Interp.Datasets.Benchmarks;
using Interp.Samples.TrainOverthinker.Words;

namespace Interp.Samples.TrainOverthinker.Card;

/// <summary>Measures a trained model on sequences it was not trained on.</summary>
/// <param name="model">The model, as loaded.</param>
/// <param name="pairs">Pairs of prompts; a multiple of <see cref="LetterDraws"/>.</param>
/// <param name="seed">Seed of prompts, intervals and random heads.</param>
public sealed class EffectsReader(HookedTransformer model, int pairs, ulong seed)
{
    /// <summary>Draws of categories and letters.</summary>
    public const int LetterDraws = 20;

    private const int MostHeads = 8;
    private const int RandomSets = 100;

    private static readonly int Demonstrations = new Recipe().Demonstrations;

    private readonly Resamples _resamples = new(pairs, seed);

    /// <summary>Measures.</summary>
    public Effects Read()
    {
        var permuted = Prompts(Setting.Permuted);
        var reading = LogitLens.Read(model, permuted);
        var accuracy = CalibratedBootstrap.Accuracy(reading, _resamples);
        var gaps = accuracy.Correct.AtLastDemonstration().Zip(accuracy.False.AtLastDemonstration(), (correct, @false) => correct - @false).ToArray();
        var late = Best(accuracy.False.AtLastDemonstration());
        var scores = FalseInductionScorer.Score(model, permuted);
        var heads = scores.Top(MostHeads);
        return new Effects
        {
            Pairs = pairs,
            Demonstrations = Demonstrations,
            Curves =
            [
                Curve("correct", accuracy.Correct),
                Curve("permuted", accuracy.False),
                .. new[] { (Name: "random", Setting: Setting.Random), (Name: "half permuted", Setting: Setting.HalfPermuted) }.Select(other => Curve(other.Name, CalibratedBootstrap.Accuracy(LogitLens.Read(model, Prompts(other.Setting)), _resamples).False)),
            ],
            Copied = Likeliest(reading, PromptKind.False),
            Letters = Letters(),
            GapByDemonstration = [.. Enumerable.Range(0, Demonstrations).Select(at => (accuracy.Correct.At(model.Info.Layers, at) - accuracy.False.At(model.Info.Layers, at)).ToInterval())],
            CriticalState = RobustCriticalLayer.Of(gaps).State,
            Late = late,
            Ablations = Ablations(permuted, accuracy, late, heads),
            Heads = [.. heads.Select(head => (head, scores[HeadProperty.ClassSensitive].MeanAt(head)))],
            Promotion = [.. Enumerable.Range(1, MostHeads).Select(count => Promotion(scores.Promotion.Bare, [.. heads.Take(count)]))],
        };
    }

    private PromptSet Prompts(Setting setting) => Unnatural.Load().Prompts(model.Tokenizer, setting, Demonstrations, pairs, seed);

    private static (string, ImmutableArray<IntervalEstimate>) Curve(string name, BootstrappedScores scores) =>
        (name, [.. scores.AtLastDemonstration().Select(value => value.ToInterval())]);

    private static int Best(IReadOnlyList<Bootstrapped> states) =>
        Enumerable.Range(0, states.Count).MaxBy(state => states[state].Estimate);

    /// <summary>How often the shown label is the likeliest of the labels at the last state.</summary>
    private IntervalEstimate Likeliest(LensReading reading, PromptKind kind) => Bootstrapped.Mean(Shown(reading, kind), _resamples).ToInterval();

    private static double[] Shown(LensReading reading, PromptKind kind) =>
        [.. reading.Prompts.Prompts(kind).Select((prompt, i) =>
        {
            var scores = reading.Scores[kind];
            var last = scores.Demonstrations.Max();
            var logits = scores.Logits(i, scores.States.Max(), last).ToArray();
            return Array.IndexOf(logits, logits.Max()) == prompt.Shown[last] ? 1.0 : 0.0;
        })];

    /// <summary>Copying where knowledge is of no use: the "correct" letter is what the demonstrations show.</summary>
    private IntervalEstimate Letters() => Bootstrapped.Mean(
        [.. Enumerable.Range(0, LetterDraws).SelectMany(draw =>
        {
            var random = new RandomStream(seed, (ulong)draw);
            var set = Categories.Load(Drawn(random, Categories.Names), Drawn(random, Lexicon.Letters))
                .Prompts(model.Tokenizer, Setting.Permuted, Demonstrations, pairs / LetterDraws, seed + (ulong)draw);
            return Shown(LogitLens.Read(model, set), PromptKind.Correct);
        })],
        _resamples).ToInterval();

    private static ImmutableArray<string> Drawn(RandomStream random, ImmutableArray<string> from)
    {
        string[] all = [.. from];
        random.Shuffle<string>(all);
        return [.. all.Take(3)];
    }

    private ImmutableArray<AblationEffect> Ablations(PromptSet prompts, ByKind<BootstrappedScores> whole, int late, IReadOnlyList<HeadId> heads)
    {
        int[] blocks = [.. Enumerable.Range(late, model.Info.Layers - late)];
        (string Name, Ablation Ablation)[] parts =
        [
            ($"attention of blocks {late}-{model.Info.Layers - 1}", Ablation.OfAttentions(blocks, Positions.LastPreLabel)),
            ($"MLPs of blocks {late}-{model.Info.Layers - 1}", Ablation.OfMlps(blocks, Positions.LastPreLabel)),
            ($"blocks {late}-{model.Info.Layers - 1}", Ablation.OfLayers(blocks, Positions.LastPreLabel)),
        ];
        var growing = HeadAblations.Growing(heads, Positions.LastPreLabel);
        var controls = growing.Select((_, i) => HeadAblations.OfEach(RandomHeads.Uniform(model.Info, i + 1, RandomSets, seed + (ulong)i), Positions.LastPreLabel)).ToArray();
        Ablation[] all = [.. parts.Select(part => part.Ablation), .. growing, .. controls.SelectMany(sets => sets)];

        var scores = Enum.GetValues<PromptKind>().Select(kind => Ablated(prompts, kind, kind == PromptKind.Correct ? all[..^(controls.Length * RandomSets)] : all)).ToArray();
        var ablated = new ByKind<IReadOnlyList<LabelScores>>(scores[(int)PromptKind.Correct], scores[(int)PromptKind.False]);
        var (correct, @false) = (whole.Correct.AtLastDemonstration()[^1], whole.False.AtLastDemonstration()[^1]);
        var chosen = parts.Select(part => part.Name).Concat(growing.Select((_, i) => $"{i + 1} heads")).ToArray();
        return [.. chosen.Select((name, i) => new AblationEffect(
            name,
            GapReductionEstimate.Of(correct, @false, Drawn(prompts.Prompts(PromptKind.False), ablated.False[i])).Reduction,
            (correct - Drawn(prompts.Prompts(PromptKind.Correct), ablated.Correct[i])).ToInterval(),
            i < parts.Length ? null : Reductions(i - parts.Length).Average()))];

        IEnumerable<double> Reductions(int heads) => Enumerable.Range(chosen.Length + heads * RandomSets, RandomSets)
            .Select(i => CalibratedAccuracy.Of(ablated.False[i], prompts.Prompts(PromptKind.False)).AtLastDemonstration()[^1])
            .Select(accuracy => (accuracy - @false.Estimate) / (correct.Estimate - @false.Estimate));
    }

    /// <summary>Label scores at the end under each ablation.</summary>
    private IReadOnlyList<LabelScores> Ablated(PromptSet set, PromptKind kind, IReadOnlyList<Ablation> ablations)
    {
        var replays = new ReplayReader(ablations, set.LabelTokens, options: LensOptions.Default with { States = [model.Info.Layers] });
        Sweep.Run(model, set.Prompts(kind), [replays]);
        return replays.Scores;
    }

    private Bootstrapped Drawn(IReadOnlyList<Prompt> prompts, LabelScores scores) =>
        CalibratedBootstrap.Of(scores, [.. prompts.Select(prompt => prompt.Classes)], _resamples).AtLastDemonstration()[^1];

    private (int, double, double, double) Promotion(HeadScores promotion, ImmutableArray<HeadId> heads)
    {
        double[] random = [.. RandomHeads.Uniform(model.Info, heads.Length, RandomSets, seed).Select(set => promotion.MeanOver(set))];
        var mean = random.Average();
        return (heads.Length, promotion.MeanOver(heads), mean, Math.Sqrt(random.Sum(value => (value - mean) * (value - mean)) / (random.Length - 1)));
    }
}
