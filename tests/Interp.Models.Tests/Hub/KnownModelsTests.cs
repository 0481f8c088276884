using Interp.Models.Hub;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Hub;

public sealed class KnownModelsTests
{
    [Fact]
    public void All_Names_AreFifteenAndDistinct()
    {
        KnownModels.All.Should().HaveCount(15);
        KnownModels.All.SelectMany(model => new[] { model.Name, model.PaperKey, model.Repository.Id }.Distinct())
            .Should().OnlyHaveUniqueItems(name => name.ToUpperInvariant());
    }

    [Theory]
    [InlineData("gpt2-xl", "gpt2-xl", "gpt2_xl", 48, 20)]
    [InlineData("gpt-j-6b", "EleutherAI/gpt-j-6B", "gpt_j", 28, 40)]
    [InlineData("gpt-neox-20b", "EleutherAI/gpt-neox-20b", "gpt_neox_20B", 44, 40)]
    [InlineData("pythia-410m", "EleutherAI/pythia-410m", "pythia_410M", 24, 40)]
    [InlineData("llama-2-7b", "NousResearch/Llama-2-7b-hf", "llama2_7b", 32, 40)]
    [InlineData("gpt2-instruct", "vicgalle/gpt2-open-instruct-v1", "gpt2_instruct", 12, 20)]
    public void Find_NameKeyOrId_GivesTheModel(string name, string id, string key, int layers, int demonstrations)
    {
        var model = KnownModels.Find(name);

        model.Should().NotBeNull();
        (model!.Repository, model.PaperKey, model.Layers, model.Demonstrations)
            .Should().Be((new HubRepository(id), key, layers, demonstrations));
        KnownModels.Find(key.ToUpperInvariant()).Should().BeSameAs(model);
        KnownModels.Find(id).Should().BeSameAs(model);
    }

    [Fact]
    public void Find_UnknownName_GivesNull() => KnownModels.Find("gpt-5").Should().BeNull();

    [Fact]
    public void All_Demonstrations_FitTheContext() =>
        KnownModels.All.Should().OnlyContain(model => model.Demonstrations * 1024 == model.Context * 20);

    [Fact]
    public void All_Files_AreWhatASnapshotTakes()
    {
        foreach (var model in KnownModels.All)
        {
            SnapshotFiles.ChooseWeights(model.Files).Should().Be(model.Files[^1]);
            SnapshotFiles.ChooseDescriptions(model.Files).Should().Equal(model.Files[..^1]);
        }
    }

    [Fact]
    public void All_StoredDtype_IsHalfExceptForGpt2AndGptJ() =>
        KnownModels.All.Where(model => model.StoredDtype == ScalarType.Float32).Select(model => model.Name)
            .Should().Equal("gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl", "gpt-j-6b", "gpt2-instruct");
}
