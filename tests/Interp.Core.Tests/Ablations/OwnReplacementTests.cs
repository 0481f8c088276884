using System.Collections.Immutable;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Ablations;

public sealed class OwnReplacementTests
{
    private static readonly Prompt[] Set = TinyBatch.Prompts(6, 3, 2);

    [Fact]
    public void Apply_SourceOfTheUsersOwn_GivesEachPlaceItsValue()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        var ablation = Ablation.OfHeads([new HeadId(1, 0), new HeadId(1, 3)], Positions.PreLabel, Replacement.Own);
        using var source = new Places();
        using var ablated = AblationScope.Apply(model, ablation, [source]);
        using var tap = model.Tap(HookPoint.Z(1), Positions.PreLabel, _ => { });
        var reads = 0;
        Sweep.Run(model, Set, [new Reading(x =>
        {
            for (var row = 0; row < x.Batch.Size; row++)
                for (var place = 0; place < 3; place++)
                    foreach (var head in new[] { 0, 3 })
                    {
                        var value = x.Values[row, place, head].data<double>().ToArray();
                        value.Should().OnlyContain(number => number == Places.Value(x.Batch.Members[row], x.Tokens[row][place], place, head));
                        reads++;
                    }
        })], new SweepOptions { BatchTokens = 40 });
        reads.Should().Be(6 * 3 * 2);
        Ablation.FromJson(ablation.ToJson()).Should().Be(ablation);
        FluentActions.Invoking(() => AblationScope.Apply(model, ablation)).Should().Throw<ArgumentException>().WithMessage("*own*ReplacementSource*");
    }

    [Fact]
    public void Replay_SourceOfTheUsersOwn_IsTheFullRun()
    {
        using var model = TinyModel.Of("neox", ScalarType.Float64);
        var ablation = Ablation.OfHeads([new HeadId(1, 0), new HeadId(2, 3)], Positions.LastPreLabel, Replacement.Own);
        using var source = new Places();
        var reader = new ReplayReader([ablation], [1, 2], sources: [source]);
        Sweep.Run(model, Set, [reader], new SweepOptions { BatchTokens = 40 });
        using var ablated = AblationScope.Apply(model, ablation, [source]);
        var full = LogitLens.Read(model, Set, [1, 2]);
        for (var prompt = 0; prompt < Set.Length; prompt++)
            foreach (var state in full.States)
                reader.Scores[0].Logits(prompt, state, 2)[1].Should().BeApproximately(full.Logits(prompt, state, 2)[1], 1e-6f);
    }

    [Fact]
    public void Apply_SourceOfWrongShapes_SaysWhatWasExpected()
    {
        using var model = TinyModel.Of("neox");
        using var source = new Constant(shape => zeros(shape.Count + 1, TinyWiring.DHead));
        using (AblationScope.Apply(model, Ablation.OfHeads([new HeadId(1, 0)], Positions.PreLabel, Replacement.Own), [source]))
            FluentActions.Invoking(() => model.Logits(Batch.Of(Set))).Should().Throw<InvalidOperationException>().WithMessage("*Own source*[19, 6]*[18 or 1, 6]*");
    }

    private sealed class Places : ReplacementSource
    {
        public static double Value(int prompt, int token, int ordinal, int head) => prompt + token / 100.0 + ordinal / 1e4 + head / 1e6;

        public override Tensor Values(ReplacementRequest request)
        {
            using var scope = NewDisposeScope();
            var heads = request.Heads ?? throw new InvalidOperationException("heads were ablated");
            double[] values = [.. Enumerable.Range(0, request.Count).Select(i => Value(request.Prompts[i], request.Tokens[i], request.Ordinals[i], heads[i]))];
            return tensor(values).unsqueeze(1).expand(-1, TinyWiring.DHead).contiguous().MoveToOuterDisposeScope();
        }
    }

    private sealed class Constant(Func<ReplacementRequest, Tensor> of) : ReplacementSource
    {
        public override Tensor Values(ReplacementRequest request) => of(request);

        public override void Check(HookPoint point, Batch batch, ImmutableArray<ImmutableArray<int>> tokens) => tokens.Length.Should().Be(batch.Size);
    }

    private sealed class Reading(Action<Tapped> read) : IReader
    {
        public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<Core.Tokens.IMarkedTokens> set) => [new Want(HookPoint.Z(1), Positions.PreLabel, read)];
    }
}
