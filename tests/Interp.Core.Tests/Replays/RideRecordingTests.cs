using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Prompts;
using Interp.Core.Replays;
using Interp.Core.Sweeps;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;

namespace Interp.Core.Tests.Replays;

public sealed class RideRecordingTests
{
    private static readonly int[] LabelTokens = [1, 2, 3];

    private static readonly Prompt[] Set = TinyBatch.Prompts(7, demonstrations: 3, labels: 3);

    private static readonly SweepOptions Batches = new() { BatchTokens = 40 };

    private static readonly Ablation[] Ablations =
    [
        Ablation.OfHeads([new HeadId(0, 1), new HeadId(2, 2)], Positions.LastPreLabel),
        Ablation.OfMlps([1], Positions.LastPreLabel),
        Ablation.KnockOutHeads([new HeadId(1, 3)]),
        Ablation.None,
    ];

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Replay_KeptInMemory_IsTheRideBitForBit(string wiring) => Compare(wiring, memoryBytes: 1 << 30);

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Replay_KeptInAFile_IsTheRideBitForBit(string wiring) => Compare(wiring, memoryBytes: 0);

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama-gqa")]
    public void Replay_SomeInMemory_IsTheRideBitForBit(string wiring) => Compare(wiring, memoryBytes: 20_000);

    [Fact]
    public void Replay_InterventionsInForceWhileRecorded_AreSeenByTheRows()
    {
        using var model = TinyModel.Of("neox");
        using var shelf = new TensorShelf(1 << 20, folder: null);
        var recording = new RideRecording(Positions.LastPreLabel, shelf);
        var ridden = new ReplayReader(Ablations, LabelTokens);
        using (AblationScope.Apply(model, Ablation.OfHeads([new HeadId(1, 0)], Positions.All)))
            Sweep.Run(model, Set, [recording, ridden], Batches);
        ShouldBeEqual(Replayed(model, recording), ridden.Scores);
    }

    [Fact]
    public void Sweep_NowhereToKeepIt_RunsAllTheSame()
    {
        using var model = TinyModel.Of("gpt2");
        using var shelf = new TensorShelf(0, folder: "no/such/folder");
        var recording = new RideRecording(Positions.LastPreLabel, shelf);
        var lens = new LensReader(LabelTokens);
        Sweep.Run(model, Set, [lens, recording], Batches);
        lens.Scores.Prompts.Should().Be(Set.Length);
        recording.IsWhole.Should().BeFalse();
    }

    [Fact]
    public void Dispose_AfterUse_LeavesNoTensor()
    {
        using var model = TinyModel.Of("llama-gqa");
        using (var first = new TensorShelf(0, folder: null))
            Replayed(model, Recorded(model, first));
        var before = Numbers.Live;
        using (var shelf = new TensorShelf(20_000, folder: null))
            Replayed(model, Recorded(model, shelf));
        Numbers.Live.Should().Be(before);
    }

    private static void Compare(string wiring, long memoryBytes)
    {
        using var model = TinyModel.Of(wiring);
        var ridden = new ReplayReader(Ablations, LabelTokens);
        Sweep.Run(model, Set, [ridden, LastBlock(model)], Batches);
        using var shelf = new TensorShelf(memoryBytes, folder: null);
        var recording = Recorded(model, shelf);
        ShouldBeEqual(Replayed(model, recording), ridden.Scores);
        ShouldBeEqual(Replayed(model, recording), ridden.Scores); // As often as one likes.
    }

    private static RideRecording Recorded(HookedTransformer model, TensorShelf shelf)
    {
        var recording = new RideRecording(Positions.LastPreLabel, shelf);
        Sweep.Run(model, Set, [recording, LastBlock(model)], Batches);
        recording.IsWhole.Should().BeTrue();
        return recording;
    }

    private static IReadOnlyList<LabelScores> Replayed(HookedTransformer model, RideRecording recording)
    {
        var reader = new ReplayReader(Ablations, LabelTokens);
        recording.Replay(model, Set, reader, CancellationToken.None);
        return reader.Scores;
    }

    private static void ShouldBeEqual(IReadOnlyList<LabelScores> scores, IReadOnlyList<LabelScores> expected)
    {
        for (var ablation = 0; ablation < Ablations.Length; ablation++)
            for (var prompt = 0; prompt < Set.Length; prompt++)
                foreach (var state in expected[ablation].States)
                    scores[ablation].Logits(prompt, state, 2).ToArray().Should().Equal(expected[ablation].Logits(prompt, state, 2).ToArray(), $"{Ablations[ablation]}, prompt {prompt}, state {state}");
    }

    private static LastReader LastBlock(HookedTransformer model) => new(model.Info.Layers);

    /// <summary>Someone else who wants the last block.</summary>
    private sealed class LastReader(int layers) : IReader
    {
        public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<Core.Tokens.IMarkedTokens> set) => [new(HookPoint.ResidPost(layers - 1), Positions.PreLabel, _ => { })];
    }
}
