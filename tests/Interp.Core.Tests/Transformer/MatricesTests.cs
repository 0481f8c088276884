using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Core.Tests.Tiny;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Core.Tests.Transformer;

public sealed class MatricesTests
{
    private const double Noise = 1e-11;

    public static TheoryData<string> Wirings => TinyWiring.Names;

    /// <summary>Differences between tokens lose the biases: what is left is the matrix.</summary>
    [Theory]
    [MemberData(nameof(Wirings))]
    public void Matrices_OfABlock_AreWhatItsHooksSay(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        var parts = TinyWiring.Named(wiring);
        using var cache = ActivationCache.Record(model, Batch.Of(TinyBatch.Tokens(6, 1)), CacheRequest.Of(
            [HookSite.ResidPre, HookSite.Q, HookSite.K, HookSite.V, HookSite.Z, HookSite.Result, HookSite.AttnOut, HookSite.MlpPre, HookSite.MlpPost, HookSite.MlpOut, HookSite.ResidPost, .. MlpSites(model), .. NormSites(model)]));
        for (var layer = 0; layer < model.Info.Layers; layer++)
        {
            Tensor Step(HookSite site) => cache[new HookPoint(site, layer)][0, 1] - cache[new HookPoint(site, layer)][0, 0];
            var input = parts.HasNormsBefore ? Gained(model, $"blocks.{layer}.ln1.gain", Step(HookSite.AttnNormNormalized)) : Step(HookSite.ResidPre);
            Same(Step(HookSite.Q), einsum("m,hmd->hd", input, model.W_Q(layer)), "W_Q");
            Same(Step(HookSite.K), einsum("m,hmd->hd", input, model.W_K(layer)), "W_K");
            Same(Step(HookSite.V), einsum("m,hmd->hd", input, model.W_V(layer)), "W_V");
            Same(Step(HookSite.Result), einsum("hd,hdm->hm", Step(HookSite.Z), model.W_O(layer)), "W_O");
            if (parts.HasNormsBehind)
                Same(BeforeNormBehind(HookSite.MlpOutNormNormalized, HookSite.MlpOutNormScale), matmul(Step(HookSite.MlpPost), model.W_out(layer)), "W_out");
            else
                Same(Step(HookSite.MlpOut), matmul(Step(HookSite.MlpPost), model.W_out(layer)), "W_out");

            var norm = model.HookPoints.Contains(HookPoint.MlpNormNormalized(layer)) ? (Site: HookSite.MlpNormNormalized, Gain: $"blocks.{layer}.ln2.gain") : (Site: HookSite.AttnNormNormalized, Gain: $"blocks.{layer}.ln1.gain");
            var toMlp = parts.HasNormsBefore ? Gained(model, norm.Gain, Step(norm.Site)) : Step(HookSite.ResidMid);

            Tensor BeforeNormBehind(HookSite normalized, HookSite scale)
            {
                Tensor At(int token) => cache[new HookPoint(normalized, layer)][0, token] * cache[new HookPoint(scale, layer)][0, token];
                return At(1) - At(0);
            }

            if (model.HookPoints.Contains(HookPoint.MlpPreLinear(layer)))
            {
                Same(Step(HookSite.MlpPreLinear), matmul(toMlp, model.W_in(layer)), "W_in");
                Same(Step(HookSite.MlpPre), matmul(toMlp, model.W_gate(layer)), "W_gate");
            }
            else
            {
                Same(Step(HookSite.MlpPre), matmul(toMlp, model.W_in(layer)), "W_in");
                FluentActions.Invoking(() => model.W_gate(layer)).Should().Throw<InvalidOperationException>().WithMessage("*no gate*");
            }

            for (var head = 0; head < model.Info.Heads; head++)
            {
                var kv = head * model.Info.KvHeads / model.Info.Heads;
                Same(model.OV(new HeadId(layer, head)), matmul(model.W_V(layer)[kv], model.W_O(layer)[head]), "OV");
                Same(matmul(input, matmul(model.QK(new HeadId(layer, head)), input)), (Step(HookSite.Q)[head] * Step(HookSite.K)[kv]).sum(), "QK");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Matrices_OutsideTheBlocks_AreWhatTheHooksSay(string wiring)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Of(wiring, ScalarType.Float64);
        using var cache = ActivationCache.Record(model, Batch.Of([3, 5]), CacheRequest.Of(HookSite.Embed, HookSite.UnembedIn, HookSite.UnembedOut));
        Same(cache[HookPoint.Embed][0, 1], model.W_E()[5], "W_E");
        Tensor Step(HookPoint point) => cache[point][0, 1] - cache[point][0, 0];
        Tensor Uncapped(int token) => TinyWiring.Named(wiring).LogitCap is { } cap ? (cache[HookPoint.UnembedOut][0, token] / cap).atanh() * cap : cache[HookPoint.UnembedOut][0, token];
        Same(Uncapped(1) - Uncapped(0), matmul(Step(HookPoint.UnembedIn), model.W_U()), "W_U");
        if (model.HookPoints.Contains(HookPoint.PosEmbed))
            model.W_pos().shape.Should().Equal(TinyWiring.Context, TinyWiring.DModel);
        else
            FluentActions.Invoking(() => model.W_pos()).Should().Throw<InvalidOperationException>().WithMessage("*rotary*");
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public void Matrices_Edited_LeaveTheModelAndNoTensor(string wiring)
    {
        using var model = TinyModel.Of(wiring);
        using (var expected = model.Logits(TinyBatch.Padded()))
        {
            var before = Numbers.Live;
            foreach (var matrix in new[] { model.W_E(), model.W_U(), model.W_Q(0), model.W_K(0), model.W_V(0), model.W_O(0), model.W_in(0), model.W_out(0), model.OV(new HeadId(0, 1)), model.QK(new HeadId(0, 1)) })
            {
                using (matrix)
                    matrix.zero_().Dispose();
            }

            Numbers.Live.Should().Be(before);
            using var after = model.Logits(TinyBatch.Padded());
            after.ShouldBeBitForBit(expected, "editing a matrix that was handed out");
        }

        FluentActions.Invoking(() => model.W_Q(3)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..2*");
        FluentActions.Invoking(() => model.OV(new HeadId(0, 4))).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0..3*");
    }

    private static IEnumerable<HookSite> NormSites(HookedTransformer model) =>
        new[] { HookSite.AttnNormNormalized, HookSite.ResidMid, HookSite.MlpOutNormNormalized, HookSite.MlpOutNormScale }.Where(site => model.HookPoints.Contains(new HookPoint(site, 0)));

    private static HookSite[] MlpSites(HookedTransformer model) =>
        [.. new[] { HookSite.MlpNormNormalized, HookSite.MlpPreLinear }.Where(site => model.HookPoints.Contains(new HookPoint(site, 0)))];

    private static Tensor Gained(HookedTransformer model, string name, Tensor x) => x * model.Weights.Single(weight => weight.Name == name).Tensor;

    private static void Same(Tensor actual, Tensor expected, string what) => Numbers.Difference(actual, expected).Should().BeLessThan(Noise, what);
}
