using Interp.Core.Batches;
using Interp.Models.Hub;
using Interp.Models.Tests.Hub;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests;

/// <summary>What the text given to <see cref="Pretrained.Load"/> may be.</summary>
public sealed class PretrainedSourceTests : HubFixture
{
    private PretrainedOptions FromHub => new() { Hub = Options };

    private PretrainedOptions Offline => new() { Hub = Options with { Offline = true } };

    [Fact]
    public void Load_HubId_DownloadsOnceThenReadsTheCacheOffline()
    {
        using var scope = NewDisposeScope();
        Publish("llama");
        using var expected = Reference.ExpectedIn(Reference.Copy("llama"));
        using var prompt = expected.Read("prompt2.logits");
        var batch = Batch.Of(Reference.Ids(expected, "prompt2.ids"));

        using (var downloaded = Pretrained.Load(FakeHub.Id, FromHub))
            Reference.Difference(downloaded.Logits(batch)[0], prompt).Should().BeLessThan(Reference.Tolerance);
        var asked = Server.Requests.Count;
        using (var cached = Pretrained.Load(FakeHub.Id, Offline))
            Reference.Difference(cached.Logits(batch)[0], prompt).Should().BeLessThan(Reference.Tolerance);

        asked.Should().BePositive();
        Server.Requests.Should().HaveCount(asked);
    }

    [Fact]
    public async Task LoadAsync_HubId_GivesTheModelAndItsTokenizer()
    {
        Publish("llama-gqa");
        Server.With("tokenizer.json", Tokenizers.TinyTokenizer.ByteLevel().ToJsonString());
        var told = new System.Collections.Concurrent.ConcurrentBag<string>();

        using var model = await Pretrained.LoadAsync(FakeHub.Id, FromHub with { Progress = new Told(progress => told.Add(progress.File)) });

        model.Info.Architecture.Should().Be("Llama");
        model.Tokenizer.VocabularySize.Should().Be(262);
        told.Should().Contain(["config.json", "model.safetensors", "tokenizer.json"]);
    }

    [Theory]
    [InlineData($"{FakeHub.Id}@v1.0", null)]
    [InlineData(FakeHub.Id, "v1.0")]
    public void Load_Revision_IsAskedFor(string source, string? revision)
    {
        Publish("gpt2");

        Pretrained.Load(source, FromHub with { Revision = revision }).Dispose();

        Server.Requests.First().Path.Should().Contain("v1.0");
    }

    [Fact]
    public void Load_Offline_NotInCache_SaysSo()
    {
        var load = () => Pretrained.Load(FakeHub.Id, Offline);
        load.Should().Throw<FileNotFoundException>().WithMessage("*HF_HUB_OFFLINE*");
        Server.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("pythia-410m", "EleutherAI/pythia-410m")]
    [InlineData("pythia_410M", "EleutherAI/pythia-410m")]
    [InlineData("gpt2", "gpt2")]
    [InlineData("GPT2-XL", "gpt2-xl")]
    [InlineData("distilgpt2@main", "distilgpt2")]
    [InlineData("some-org/some.model", "some-org/some.model")]
    public void Load_NameOfTheHub_AsksForItsRepository(string source, string repository)
    {
        var load = () => Pretrained.Load(source, Offline);
        load.Should().Throw<FileNotFoundException>().Which.Message.Should().StartWith($"{repository} at revision 'main'");
    }

    [Theory]
    [InlineData("models/tiny/gpt2")]
    [InlineData("./gpt2")]
    [InlineData("../gpt2")]
    [InlineData("/gpt2")]
    [InlineData("~/gpt2")]
    [InlineData(@"models\gpt2")]
    [InlineData("gpt2.gguf")]
    [InlineData("org/gpt2.safetensors")]
    public void Load_PathOfNothing_IsNeverAskedOfTheHub(string path)
    {
        var load = () => Pretrained.Load(path, FromHub);
        load.Should().Throw<FileNotFoundException>().WithMessage($"There is no model at '{path}'*config.json*").Which.FileName.Should().Be(path);
        Server.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("no-such-model")]
    [InlineData("org/na me")]
    public void Load_UnknownName_ListsWhatIsPossible(string name)
    {
        var load = () => Pretrained.Load(name, FromHub);
        load.Should().Throw<FileNotFoundException>()
            .WithMessage($"'{name}' is no model*folder*.gguf*tiny-gpt2*tiny-llama*pythia-410m*ORG/NAME@REVISION*");
        Server.Requests.Should().BeEmpty();
    }

    [Fact]
    public void Load_WeightsFileAlone_AsksForItsFolder()
    {
        var load = () => Pretrained.Load(Path.Combine(Reference.Copy("gpt2"), "model.safetensors"));
        load.Should().Throw<InvalidDataException>().WithMessage("*model.safetensors is one file of a model*folder*");
    }

    [Fact]
    public void Load_RevisionOfWhatHasNone_Throws()
    {
        var folder = () => Pretrained.Load(Reference.Copy("gpt2"), new PretrainedOptions { Revision = "main" });
        var twice = () => Pretrained.Load("org/model@a", new PretrainedOptions { Revision = "b" });

        folder.Should().Throw<ArgumentException>().WithMessage("*no revision 'main'*");
        twice.Should().Throw<ArgumentException>().WithMessage("*'org/model@a'*'b'*");
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Int64)]
    public void Load_DtypeInWhichNoModelRuns_Throws(ScalarType dtype)
    {
        var load = () => Pretrained.Load("tiny-gpt2", new PretrainedOptions { Dtype = dtype });
        load.Should().Throw<ArgumentException>().WithMessage($"*{dtype}*float32, bfloat16 or float64*");
    }

    [Fact]
    public void Load_EachBuiltInName_GivesAModel()
    {
        BuiltInModels.All.Should().NotBeEmpty().And.OnlyHaveUniqueItems(model => model.Name);
        foreach (var builtIn in BuiltInModels.All)
        {
            using var model = Pretrained.Load(builtIn.Name.ToUpperInvariant());
            model.HasTokenizer.Should().BeTrue();
        }
    }

    private void Publish(string model)
    {
        foreach (var path in Directory.EnumerateFiles(Reference.Copy(model)))
        {
            if (Path.GetFileName(path) is not ("expected.safetensors" or "cases.json") and var name)
                Server.With(name, File.ReadAllBytes(path));
        }
    }

    private sealed class Told(Action<HubProgress> tell) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => tell(value);
    }
}
