using System.Text.Json;
using Interp.Core;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Replays;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

public sealed class ReferenceAblationTests
{
    public static TheoryData<string> Models => [.. Reference.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void AblationScope_EveryCase_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Pretrained.Load(Reference.Model(name));
        foreach (var (label, ablation, protocol) in Cases(name))
        {
            foreach (var prompt in Reference.Prompts(expected))
            {
                using (AblationScope.Apply(model, ablation, protocol: protocol))
                {
                    var logits = model.Logits(Batch.Of(Reference.Ids(expected, $"{prompt}.ids")))[0];
                    Reference.Difference(logits, expected.Read($"{prompt}.ablated.{label}.logits")).Should().BeLessThan(Reference.Tolerance, $"{prompt}, {label}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void AblationScope_OnePaddedBatch_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Pretrained.Load(Reference.Model(name));
        var prompts = Reference.Prompts(expected);
        var batch = Batch.Of(prompts.Select(prompt => Reference.Ids(expected, $"{prompt}.ids")));
        foreach (var (label, ablation, protocol) in Cases(name))
        {
            using var ablated = AblationScope.Apply(model, ablation, protocol: protocol);
            var logits = model.Logits(batch);
            for (var i = 0; i < prompts.Count; i++)
                Reference.Difference(logits[i].narrow(0, 0, batch.Rows[i].Length), expected.Read($"{prompts[i]}.ablated.{label}.logits")).Should().BeLessThan(Reference.Tolerance, $"{prompts[i]}, {label}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Replay_EveryCaseAtTheLastToken_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.Expected(name);
        using var model = Pretrained.Load(Reference.Model(name));
        var prompts = Reference.Prompts(expected);
        var batch = Batch.Of(prompts.Select(prompt => Reference.Ids(expected, $"{prompt}.ids")));
        using var replay = Replay.Record(model, batch, Positions.Last);
        foreach (var group in Cases(name).Where(test => test.Ablation.Parts.All(part => part.Positions == Positions.Last)).GroupBy(test => test.Protocol))
        {
            var cases = group.ToArray();
            var logits = replay.Logits([.. cases.Select(test => test.Ablation)], protocol: group.Key); // [ablation, prompt, 1, d_vocab]
            for (var c = 0; c < cases.Length; c++)
                for (var i = 0; i < prompts.Count; i++)
                    Reference.Difference(logits[c, i, 0], expected.Read($"{prompts[i]}.ablated.{cases[c].Label}.logits")[-1]).Should().BeLessThan(Reference.Tolerance, $"{prompts[i]}, {cases[c].Label}");
        }
    }

    /// <summary>The cases of cases.json as ablations.</summary>
    private static IEnumerable<(string Label, Ablation Ablation, Protocol Protocol)> Cases(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Reference.Model(name), "cases.json")));
        foreach (var entry in json.RootElement.GetProperty("ablations").EnumerateObject())
        {
            var positions = entry.Value.GetProperty("positions").GetString() == "all" ? Positions.All : Positions.Last;
            var published = entry.Value.TryGetProperty("published", out var body);
            yield return (entry.Name, Parse(published ? body : entry.Value, positions), published ? Protocol.Published : Protocol.Corrected);
        }
    }

    private static Ablation Parse(JsonElement json, Positions positions)
    {
        int[] Layers(string key) => json.TryGetProperty(key, out var list) ? [.. list.EnumerateArray().Select(layer => layer.GetInt32())] : [];
        var heads = json.TryGetProperty("heads", out var perLayer)
            ? perLayer.EnumerateObject().SelectMany(layer => layer.Value.EnumerateArray().Select(head => new HeadId(int.Parse(layer.Name), head.GetInt32())))
            : [];
        return Ablation.OfHeads(heads, positions) | Ablation.OfAttentions(Layers("attention"), positions) | Ablation.OfMlps(Layers("mlp"), positions);
    }
}
