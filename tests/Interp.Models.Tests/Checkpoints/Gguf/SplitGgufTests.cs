using Interp.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints.Gguf;

/// <summary>Models that llama.cpp's gguf-split cut into files.</summary>
public sealed class SplitGgufTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Open_AnyPart_ReadsTheTensorsOfAll(int named)
    {
        var paths = Write(Part(0).Text("general.architecture", "llama").Tensor("a", 0, [2], Floats(1, 2)), Part(1).Tensor("b", 0, [2], Floats(3, 4)));
        using var scope = NewDisposeScope();

        using var file = GgufFile.Open(paths[named - 1]);

        file.Architecture.Should().Be("llama");
        file.Entries.Keys.Should().BeEquivalentTo(["a", "b"]);
        file.Files.Should().Equal(paths);
        file.Read("a").data<float>().ToArray().Should().Equal(1, 2);
        file.Read("b").data<float>().ToArray().Should().Equal(3, 4);
    }

    [Fact]
    public void Open_PartMissing_NamesIt()
    {
        var paths = Write(Part(0).Tensor("a", 0, [2], Floats(1, 2)), Part(1));
        File.Delete(paths[1]);

        Refused<FileNotFoundException>(paths[0], "*model-00002-of-00002.gguf is missing*all 2 parts*");
    }

    [Fact]
    public void Open_PartOfAnotherNumber_IsRefused()
    {
        var paths = Write(Part(0), Part(0));

        Refused<InvalidDataException>(paths[0], "*it says that it is part 1 of 2, its name part 2 of 2*");
    }

    [Fact]
    public void Open_TensorInTwoParts_IsRefused()
    {
        var paths = Write(Part(0).Tensor("a", 0, [2], Floats(1, 2)), Part(1).Tensor("a", 0, [2], Floats(1, 2)));

        Refused<InvalidDataException>(paths[0], "*tensor 'a' is in another part too*");
    }

    [Fact]
    public void Open_PartUnderAnotherName_SaysWhatTheNamesAre()
    {
        var path = _folder.Write("renamed.gguf", Part(0).Build());

        Refused<InvalidDataException>(path, "*one of 2 parts, whose names end in '-00001-of-00002.gguf'*");
    }

    public void Dispose() => _folder.Dispose();

    private static GgufBuilder Part(uint number) => new GgufBuilder().Number("split.no", number).Number("split.count", 2);

    private string[] Write(params GgufBuilder[] parts) =>
        [.. parts.Select((part, i) => _folder.Write($"model-{i + 1:D5}-of-{parts.Length:D5}.gguf", part.Build()))];

    private static byte[] Floats(params float[] values)
    {
        var bytes = new byte[4 * values.Length];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private static void Refused<T>(string path, string message)
        where T : Exception
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var open = () => GgufFile.Open(path);

        open.Should().Throw<T>().WithMessage(message);
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(before);
    }
}
