using Interp.Core.Batches;
using Interp.Core.Hooks;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

public sealed class ReferenceModelTests
{
    public static TheoryData<string> Models => [.. Reference.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_EachPromptAlone_AreTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Pretrained.Load(Reference.Model(name));
        foreach (var prompt in Reference.Prompts(expected))
        {
            var logits = model.Logits(Batch.Of(Reference.Ids(expected, $"{prompt}.ids")))[0];
            Reference.Difference(logits, expected.Read($"{prompt}.logits")).Should().BeLessThan(Reference.Tolerance, prompt);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_OneRightPaddedBatch_AreTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Pretrained.Load(Reference.Model(name));
        var prompts = Reference.Prompts(expected);
        var batch = Batch.Of(prompts.Select(prompt => Reference.Ids(expected, $"{prompt}.ids")));
        var logits = model.Logits(batch);
        for (var i = 0; i < prompts.Count; i++)
        {
            var own = logits[i].narrow(0, 0, batch.Rows[i].Length);
            Reference.Difference(own, expected.Read($"{prompts[i]}.logits")).Should().BeLessThan(Reference.Tolerance, prompts[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Activations_EveryStoredOne_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Pretrained.Load(Reference.Model(name));
        expected.Entries.Keys.Should().Contain(key => key.Contains(".blocks.", StringComparison.Ordinal));
        foreach (var prompt in Reference.Prompts(expected))
        {
            var stored = expected.Entries.Keys.Where(key => key.StartsWith($"{prompt}.blocks.", StringComparison.Ordinal)).ToArray();
            if (stored.Length == 0)
                continue;
            var found = new Dictionary<string, Tensor>();
            using (HookScope.Join(stored.Select(key => model.Tap(HookPoint.Parse(key[(prompt.Length + 1)..]), Positions.All, x => found[key] = x.clone().DetachFromDisposeScope()))))
                model.Run(Batch.Of(Reference.Ids(expected, $"{prompt}.ids")));

            foreach (var key in stored)
                Reference.Difference(found[key][0], expected.Read(key)).Should().BeLessThan(Reference.ToleranceAt(expected.Read(key)), key);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void LogitLens_EveryState_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Pretrained.Load(Reference.Model(name));
        foreach (var prompt in Reference.Prompts(expected))
        {
            var states = Enumerable.Range(0, model.Info.Layers).Select(HookPoint.ResidPost).Prepend(HookPoint.ResidPre(0));
            var lens = new List<Tensor>();
            using (HookScope.Join(states.Select(state => model.Tap(state, Positions.All, x => lens.Add(model.Unembedding.Logits(model.FinalNorm.Apply(x))[0].DetachFromDisposeScope())))))
                model.Run(Batch.Of(Reference.Ids(expected, $"{prompt}.ids")));
            Reference.Difference(stack(lens), expected.Read($"{prompt}.logit_lens")).Should().BeLessThan(Reference.Tolerance, prompt);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void FinalNorm_Output_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Pretrained.Load(Reference.Model(name));
        foreach (var prompt in Reference.Prompts(expected))
        {
            using (model.Tap(HookPoint.UnembedIn, Positions.All, x => Reference.Difference(x[0], expected.Read($"{prompt}.ln_final.output")).Should().BeLessThan(Reference.Tolerance, prompt)))
                model.Run(Batch.Of(Reference.Ids(expected, $"{prompt}.ids")));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Dispose_AfterUse_LeavesNoTensor(string name)
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var model = Pretrained.Load(Reference.Model(name)))
            model.Logits(Batch.Of([1, 2, 3])).Dispose();

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(before);
    }
}
