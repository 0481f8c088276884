using System.Runtime.CompilerServices;
using Interp.Models.Checkpoints;
using Interp.Models.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

public sealed class CheckpointTests
{
    [Fact]
    public void Open_FolderWithBothKinds_PrefersSafetensors()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        folder.Write("pytorch_model.bin", "damaged");
        SafetensorsWriter.Write(folder.File("model.safetensors"), One("a"));

        using var checkpoint = Checkpoint.Open(folder.Path);

        checkpoint.Should().BeOfType<SafetensorsFile>();
    }

    [Fact]
    public void Open_FolderWithoutWeights_SaysWhatItLookedFor()
    {
        using var folder = new TemporaryFolder();

        FluentActions.Invoking(() => Checkpoint.Open(folder.Path)).Should().Throw<InvalidDataException>()
            .WithMessage($"{folder.Path}*model.safetensors*model.safetensors.index.json*pytorch_model.bin*pytorch_model.bin.index.json*");
    }

    [Fact]
    public void Open_NothingThere_Throws() =>
        FluentActions.Invoking(() => Checkpoint.Open("no/such/model")).Should().Throw<FileNotFoundException>().WithMessage("no/such/model*");

    [Theory]
    [InlineData("gguf/llama-F16.gguf", typeof(GgufFile))]
    [InlineData("models/gptj/pytorch_model.bin", typeof(PyTorchBinFile))]
    [InlineData("gguf/blocks.safetensors", typeof(SafetensorsFile))]
    public void Open_FileWithoutItsEnding_IsKnownByItsFirstBytes(string reference, Type expected)
    {
        using var folder = new TemporaryFolder();
        File.Copy(Reference.File(reference.Split('/')), folder.File("weights"));

        using var checkpoint = Checkpoint.Open(folder.File("weights"));

        checkpoint.Should().BeOfType(expected);
    }

    [Fact]
    public void Open_UnknownKind_IsRefused()
    {
        using var folder = new TemporaryFolder();

        FluentActions.Invoking(() => Checkpoint.Open(folder.Write("weights", "hello"))).Should().Throw<InvalidDataException>().WithMessage("*no checkpoint of a known kind*");
    }

    [Fact]
    public void Read_MissingName_ListsNamesLikeIt()
    {
        using var file = Checkpoint.Open(Reference.File("models", "gptj"));

        file.Invoking(f => f.Read("wte.weight")).Should().Throw<InvalidDataException>()
            .WithMessage("*pytorch_model.bin*no tensor 'wte.weight' among 53; names like it: 'transformer.wte.weight'*");
        file.Invoking(f => f.Read("transformer.h.0.attn.k_prj.weight")).Should().Throw<InvalidDataException>()
            .WithMessage("*'transformer.h.0.attn.k_proj.weight'*");
    }

    [Fact]
    public void Read_OtherShape_TellsBoth()
    {
        using var file = Checkpoint.Open(Reference.File("models", "gptj"));

        file.Invoking(f => f.Read("transformer.wte.weight", [259, 49], ScalarType.Float32)).Should().Throw<InvalidDataException>()
            .WithMessage("*'transformer.wte.weight' has shape [259, 48], expected [259, 49]*");
    }

    [Theory]
    [InlineData(ScalarType.Int64, ScalarType.Float32)]
    [InlineData(ScalarType.Int8, ScalarType.Float16)]
    [InlineData(ScalarType.Float32, ScalarType.Int64)]
    [InlineData(ScalarType.Bool, ScalarType.Byte)]
    public void Read_BetweenIntegersAndReals_IsRefused(ScalarType stored, ScalarType wanted)
    {
        using var model = new Written(zeros(3, stored));

        model.File.Invoking(f => f.Read("x", wanted)).Should().Throw<InvalidDataException>().WithMessage("*'x'*only real numbers*");
    }

    [Fact]
    public void Read_StoredDtype_SharesTheMapping()
    {
        using var scope = NewDisposeScope();
        using var model = new Written(arange(10, ScalarType.Float32));
        var first = model.File.Read("x", ScalarType.Float32);
        var second = model.File.Read("x", ScalarType.Float32);
        var converted = model.File.Read("x", ScalarType.Float64);

        Unsafe.AreSame(ref first.bytes[0], ref second.bytes[0]).Should().BeTrue();
        first.fill_(7);
        second.IsSame(full(10, 7f)).Should().BeTrue("both are views of one mapping");
        converted.IsSame(arange(10, ScalarType.Float64)).Should().BeTrue();
        using var again = SafetensorsFile.Open(model.Path);
        again.Read("x").IsSame(arange(10, ScalarType.Float32)).Should().BeTrue("the file is never written");
    }

    [Fact]
    public void Dispose_ThenUseTensors_StayValid()
    {
        using var scope = NewDisposeScope();
        Tensor mapped, converted;
        using (var model = new Written(arange(100_000, ScalarType.Float32)))
        {
            using var inner = NewDisposeScope();
            mapped = model.File.Read("x").MoveToOuterDisposeScope();
            converted = model.File.Read("x", ScalarType.BFloat16).MoveToOuterDisposeScope();
        }

        mapped.IsSame(arange(100_000, ScalarType.Float32)).Should().BeTrue();
        converted.IsSame(arange(100_000, ScalarType.Float32).to(ScalarType.BFloat16)).Should().BeTrue();
    }

    [Fact]
    public void Read_AfterDispose_Throws()
    {
        using var model = new Written(ones(1));
        model.File.Dispose();

        model.File.Invoking(f => f.Read("x")).Should().Throw<ObjectDisposedException>();
    }

    [Theory]
    [InlineData("gguf/llama-Q8_0.gguf")]
    [InlineData("gguf/blocks.safetensors")]
    [InlineData("models/gptj")]
    [InlineData("models/neox-sequential")]
    public void Read_EveryTensor_LeavesNothingButTheResults(string reference)
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var checkpoint = Checkpoint.Open(Reference.File(reference.Split('/'))))
        {
            foreach (var entry in checkpoint.Entries.Values)
            {
                checkpoint.Read(entry.Name).Dispose();
                if (entry.Type is not (StoredType.UInt8 or StoredType.Bool))
                    checkpoint.Read(entry.Name, ScalarType.Float64).Dispose();
            }
        }

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(before);
    }

    [Fact]
    public void Read_InsideAScope_KeepsTheMappingForLaterReads()
    {
        using var scope = NewDisposeScope();
        using var model = new Written(ones(3));
        using (NewDisposeScope())
            model.File.Read("x");

        model.File.Read("x").IsSame(ones(3)).Should().BeTrue();
    }

    [Fact]
    public void Read_SeveralThreads_AgreeWithOne()
    {
        using var file = Checkpoint.Open(Reference.File("models", "gptj"));
        var names = file.Entries.Keys.ToArray();
        Parallel.For(0, 200, i =>
        {
            using var scope = NewDisposeScope();
            var name = names[i % names.Length];
            file.Read(name).numel().Should().Be(file.Entry(name).Count);
        });
    }

    private static Dictionary<string, Tensor> One(string name) => new() { [name] = ones(1) };

    /// <summary>A safetensors file of one tensor 'x', opened.</summary>
    private sealed class Written : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Written(Tensor x)
        {
            using (x)
                SafetensorsWriter.Write(Path, new Dictionary<string, Tensor> { ["x"] = x });
            File = SafetensorsFile.Open(Path);
        }

        public string Path => _folder.File("model.safetensors");

        public SafetensorsFile File { get; }

        public void Dispose()
        {
            File.Dispose();
            _folder.Dispose();
        }
    }
}
