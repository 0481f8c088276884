using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Transformer;
using TorchSharp;

namespace Interp.Models.Tests;

/// <summary>Models on threads: two models do not know of each other, and one model may be read by many.</summary>
public sealed class ConcurrencyTests
{
    private const int Rounds = 20;

    private static readonly Batch Text = Batch.Of([1, 2, 3, 4, 5], [6, 7]);

    [Fact]
    public void Logits_TwoModelsOnTwoThreads_AreThoseOfEachAlone()
    {
        using var gpt2 = TinyModel.Gpt2();
        using var llama = TinyModel.Llama();
        var (first, second) = (Logits(gpt2), Logits(llama));

        Parallel.For(0, 2 * Rounds, round => Logits(round % 2 == 0 ? gpt2 : llama).Should().Equal(round % 2 == 0 ? first : second));
    }

    [Fact]
    public void Logits_OneModelOnManyThreads_AreThoseOfOne()
    {
        using var model = TinyModel.Llama();
        var alone = Logits(model);

        Parallel.For(0, Rounds, _ => Logits(model).Should().Equal(alone));
    }

    /// <summary>A hook is the model's, not a thread's; a pass keeps to the hooks that were there when it began.</summary>
    [Fact]
    public void Hook_PlacedOnAnotherThread_IsSeenByPassesThatBeginLaterAndByNoOther()
    {
        using var model = TinyModel.Llama();
        var alone = Logits(model);
        using var begun = model.Start(Text, logits: Positions.All);
        HookScope? hook = null;
        var other = new Thread(() => hook = model.Hook(HookPoint.ResidPost(0), (x, _) => HookResult.Replace(torch.zeros_like(x))));
        other.Start();
        other.Join();

        while (begun.Step())
        {
        }

        using (var logits = begun.TakeLogits())
            logits.data<float>().ToArray().Should().Equal(alone);
        Logits(model).Should().NotEqual(alone);
        hook!.Dispose();
        Logits(model).Should().Equal(alone);
    }

    [Fact]
    public void Logits_ManyRounds_LeaveNoTensors()
    {
        using var model = TinyModel.Gpt2();
        Logits(model);
        using var scope = torch.NewDisposeScope();
        Logits(model);
        scope.DisposablesCount.Should().Be(0);
    }

    private static float[] Logits(HookedTransformer model)
    {
        using var logits = model.Logits(Text);
        return logits.data<float>().ToArray();
    }
}
