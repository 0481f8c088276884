using Interp.Core.Batches;
using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

public sealed class HubGgufTests : HubFixture
{
    private PretrainedOptions FromHub => new() { Hub = Options, WithTokenizer = false };

    [Theory]
    [InlineData("Q4_K_M", "m.Q4_K_M.gguf")]
    [InlineData("q8_0", "m.Q8_0.gguf")]
    [InlineData("F16", "deep/m-f16.gguf")]
    public async Task Gguf_Quantisation_TakesThatFileAlone(string quantisation, string file)
    {
        Server.With("m.Q4_K_M.gguf", Content(10)).With("m.Q4_K_M_L.gguf", Content(11)).With("m.Q8_0.gguf", Content(12)).With("deep/m-f16.gguf", Content(13)).With("mmproj-f16.gguf", Content(14));
        (await GgufAsync(quantisation)).Should().Be(Path.Combine(SnapshotFolder, file));
        Directory.GetFiles(SnapshotFolder, "*", SearchOption.AllDirectories).Should().ContainSingle();
    }

    [Fact]
    public async Task Gguf_Split_TakesEveryPart()
    {
        Server.With("m-Q2_K-00001-of-00002.gguf", Content(10)).With("m-Q2_K-00002-of-00002.gguf", Content(11)).With("m-Q4_K-00001-of-00001.gguf", Content(12));
        (await GgufAsync("Q2_K")).Should().EndWith("m-Q2_K-00001-of-00002.gguf");
        Directory.GetFiles(SnapshotFolder).Should().HaveCount(2);
        Server.Requests.Clear();
        await GgufAsync("Q2_K", Options with { Offline = true });
        await GgufAsync("Q2_K");
        Server.Requests.Should().BeEmpty("all parts are in the cache");
    }

    [Fact]
    public async Task Gguf_PartsOfASplitFileMissing_IsRefused()
    {
        Server.With("m-Q2_K-00001-of-00003.gguf", Content(10)).With("m-Q2_K-00003-of-00003.gguf", Content(11));
        await FluentActions.Awaiting(() => GgufAsync("Q2_K")).Should().ThrowAsync<FileNotFoundException>().WithMessage("*not every part*");
    }

    [Fact]
    public async Task Gguf_NoneOrSeveral_SaysWhichThereAre()
    {
        Server.With("a.Q4_0.gguf", Content(10)).With("b.Q4_0.gguf", Content(11));
        await FluentActions.Awaiting(() => GgufAsync("Q4_K_M")).Should().ThrowAsync<FileNotFoundException>().WithMessage("*no GGUF file of Q4_K_M; there are a.Q4_0.gguf, b.Q4_0.gguf*");
        await FluentActions.Awaiting(() => GgufAsync("Q4_0")).Should().ThrowAsync<InvalidDataException>().WithMessage("*several*a.Q4_0.gguf, b.Q4_0.gguf*");
    }

    [Fact]
    public async Task Load_IdAndQuantisation_EqualsTheFile()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "References", "gguf", "llama-Q8_0.gguf");
        Server.With("README.md", "x").With("llama.Q8_0.gguf", await File.ReadAllBytesAsync(path));
        using var ofFile = Pretrained.Load(path, FromHub);
        using var ofHub = Pretrained.Load($"{FakeHub.Id}:q8_0", FromHub);
        using var awaited = await Pretrained.LoadAsync($"{FakeHub.Id}@main:Q8_0", FromHub);
        var batch = Batch.Of([1, 5, 9]);
        using var expected = ofFile.Logits(batch);
        foreach (var model in new[] { ofHub, awaited })
        {
            using var logits = model.Logits(batch);
            logits.Equals(expected).Should().BeTrue();
        }
    }

    private async Task<string> GgufAsync(string quantisation, HubOptions? options = null)
    {
        using var client = new HubClient(options ?? Options);
        return await client.GgufAsync(Repository, quantisation);
    }
}
