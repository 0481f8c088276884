using System.Text.Json;
using System.Text.Json.Nodes;
using Interp.Core.Batches;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Parity;

/// <summary>Kinds of files that people have and that once went wrong here; expected are the logits of transformers on the folder.</summary>
public sealed class FaultTests
{
    public static TheoryData<string> Folders => [.. Directory.EnumerateDirectories(Reference.File("faults")).Select(folder => Path.GetFileName(folder)).Order()];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Logits_OfTheFolder_AreTheReference(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = Reference.ExpectedIn(Reference.File("faults", name));
        using var model = Pretrained.Load(Reference.File("faults", name));

        var prompts = Prompts;
        for (var i = 0; i < prompts.Length; i++)
            Reference.Difference(model.Logits(Batch.Of(prompts[i]))[0], expected.Read($"logits{i}")).Should().BeLessThan(Reference.Tolerance, "prompt {0}", i);
    }

    [Theory]
    [InlineData("own-head-tied-flag-gpt2", "wte.weight", "lm_head.weight")]
    [InlineData("own-head-tied-flag-llama", "model.embed_tokens.weight", "lm_head.weight")]
    public void Load_TiedAndAnEqualHeadBeside_SharesOneTensor(string name, string embedding, string head)
    {
        using var folder = ReferenceFolder.Of(Reference.File("faults", name));
        var prefix = "";
        folder.Change(tensors =>
        {
            prefix = tensors.ContainsKey(embedding) ? "" : "transformer.";
            tensors[head] = tensors[prefix + embedding].clone();
        });
        using var withHead = Pretrained.Load(folder.Path);
        folder.Change(tensors => tensors.Remove(head));
        using var without = Pretrained.Load(folder.Path);

        withHead.Weights.Should().HaveSameCount(without.Weights, "the unembedding is the embedding");
        using var scope = NewDisposeScope();
        Reference.Difference(withHead.Logits(Batch.Of(Prompts[0])), without.Logits(Batch.Of(Prompts[0]))).Should().Be(0);
    }

    [Theory]
    [InlineData("gptj", "lm_head.weight", "transformer.wte.weight")]
    [InlineData("neox", "embed_out.weight", "gpt_neox.embed_in.weight")]
    public void Load_SaidTiedButTheHeadDiffers_TheStoredHeadCounts(string name, string head, string embedding)
    {
        using var scope = NewDisposeScope();
        using var own = Pretrained.Load(Reference.Copy(name));
        using var folder = new ReferenceFolder(name);
        folder.Configure(config => config["tie_word_embeddings"] = true);
        using var saidTied = Pretrained.Load(folder.Path);
        var expected = own.Logits(Batch.Of(Prompts[0]));

        Reference.Difference(saidTied.Logits(Batch.Of(Prompts[0])), expected).Should().Be(0);
        using var checkpoint = Checkpoint.Open(folder.Path);
        checkpoint.Read(head).Equals(checkpoint.Read(embedding)).Should().BeFalse("the reference has a head of its own");
    }

    [Fact]
    public void Load_TwoHeadsThatDiffer_AreRefused()
    {
        using var folder = ReferenceFolder.Of(Reference.File("faults", "neox-both-spellings"));
        folder.Change(tensors => tensors["embed_out.weight"] = tensors["lm_head.weight"] + 1);

        var load = () => Pretrained.Load(folder.Path);

        load.Should().Throw<InvalidDataException>().WithMessage("*two unembeddings, embed_out.weight and lm_head.weight, that differ*");
    }

    [Fact]
    public void Load_ClassifierWithoutAHead_SaysWhatItIs()
    {
        using var folder = ReferenceFolder.Of(Reference.File("faults", "neox-both-spellings"));
        folder.Change(tensors =>
        {
            tensors.Remove("lm_head.weight");
            tensors["score.weight"] = ones(2, 32);
        });

        var load = () => Pretrained.Load(folder.Path);

        load.Should().Throw<InvalidDataException>().WithMessage("*head of a classifier (score.weight)*embed_out.weight*no logits*");
    }

    [Fact]
    public void Load_IndexThatListsABufferNoShardHas_ReadsTheModel()
    {
        using var folder = new ReferenceFolder("llama");
        folder.Write("model.safetensors.index.json", File.ReadAllText(folder.File("model.safetensors.index.json")).Replace(
            "\"weight_map\": {", "\"weight_map\": { \"model.layers.0.self_attn.rotary_emb.gone\": \"model-00001-of-00003.safetensors\",", StringComparison.Ordinal));

        SameAsTheCopy(folder, "llama");
    }

    [Fact]
    public void Load_ShardWithABufferTheIndexDoesNotList_ReadsTheModel()
    {
        using var folder = new ReferenceFolder("llama");
        var index = JsonNode.Parse(File.ReadAllText(folder.File("model.safetensors.index.json")))!;
        var map = index["weight_map"]!.AsObject();
        var buffers = map.Select(line => line.Key).Where(key => key.EndsWith("inv_freq", StringComparison.Ordinal)).ToArray();
        buffers.Should().NotBeEmpty();
        foreach (var buffer in buffers)
            map.Remove(buffer);
        folder.Write("model.safetensors.index.json", index.ToJsonString());

        SameAsTheCopy(folder, "llama");
    }

    private static void SameAsTheCopy(ReferenceFolder folder, string name)
    {
        using var scope = NewDisposeScope();
        using var model = Pretrained.Load(folder.Path);
        using var copy = Pretrained.Load(Reference.Copy(name));
        Reference.Difference(model.Logits(Batch.Of(Prompts[0])), copy.Logits(Batch.Of(Prompts[0]))).Should().Be(0);
    }

    private static int[][] Prompts => JsonSerializer.Deserialize<int[][]>(File.ReadAllText(Reference.File("faults", "ids.json")))!;
}
