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

namespace Interp.Core.Tests.Replays;

/// <summary>A row in which a head is replaced by what it gave itself is the row without a replacement.</summary>
public sealed class IdentityRowTests
{
    private static readonly int[] LabelTokens = [1, 2, 3];

    private static readonly Prompt[] Set = TinyBatch.Prompts(7, demonstrations: 3, labels: 3);

    public static TheoryData<string> Wirings => TinyWiring.Names;

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Sweep_HeadsReplacedByThemselves_LeaveEveryBit(string wiring)
    {
        using var model = TinyModel.Of(wiring);
        using var source = new Itself();
        // In force on the model, it sees the rows just before their own ablation does.
        using var watching = model.Intervene(HookPoint.Z(1), new Listener.Intervention(source.Watch, _ => { }));
        var nothing = Positions.At(Set.Select(_ => Array.Empty<int>()));
        var untouched = Read([Ablation.KnockOutHeads([new HeadId(1, 2)], nothing), Ablation.None]);
        var replaced = Read([Ablation.OfHeads([new HeadId(1, 2), new HeadId(1, 0)], Positions.LastPreLabel, Replacement.Own), Ablation.None]);
        source.Served.Should().Be(2 * Set.Length);
        for (var prompt = 0; prompt < Set.Length; prompt++)
            foreach (var state in untouched[0].States)
            {
                replaced[0].Logits(prompt, state, 2).ToArray().Should().Equal(untouched[0].Logits(prompt, state, 2).ToArray());
                foreach (var (row, prompts) in replaced[0].Logits(prompt, state, 2).ToArray().Zip(replaced[1].Logits(prompt, state, 2).ToArray()))
                    row.Should().BeApproximately(prompts, 5e-5f, "it says what the prompt itself says");
            }

        IReadOnlyList<LabelScores> Read(Ablation[] ablations)
        {
            var reader = new ReplayReader(ablations, LabelTokens, sources: [source]);
            Sweep.Run(model, Set, [reader], new SweepOptions { BatchTokens = 40 });
            return reader.Scores;
        }
    }

    /// <summary>Keeps what passes by, and gives it back.</summary>
    private sealed class Itself : ReplacementSource
    {
        private readonly Dictionary<int, float[]> _seen = []; // by prompt, [head, d_head]

        public int Served { get; private set; }

        public Tensor Watch(Tensor z, TokenGrid grid)
        {
            for (var row = 0; row < grid.BatchRows.Length && !grid.IsWhole; row++)
            {
                using var own = z[row, 0].contiguous();
                _seen[grid.PromptOf(row)] = own.data<float>().ToArray();
            }

            return z;
        }

        public override Tensor Values(ReplacementRequest request)
        {
            Served += request.Count;
            var heads = request.Heads!.Value;
            return tensor(Enumerable.Range(0, request.Count).SelectMany(i => _seen[request.Prompts[i]].Skip(heads[i] * TinyWiring.DHead).Take(TinyWiring.DHead)).ToArray()).view(request.Count, TinyWiring.DHead);
        }
    }
}
