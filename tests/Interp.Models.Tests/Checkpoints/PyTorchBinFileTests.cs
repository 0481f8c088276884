using System.IO.Compression;
using System.Runtime.CompilerServices;
using CsCheck;
using Interp.Models.Checkpoints;
using Interp.Models.Tests.Checkpoints.PyTorch;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

public sealed class PyTorchBinFileTests
{
    [Fact]
    public void Read_GptJ_GivesTheBytesOfTheArchive()
    {
        using var scope = NewDisposeScope();
        var path = Reference.File("models", "gptj", "pytorch_model.bin");
        using var file = PyTorchBinFile.Open(path);
        using var zip = ZipFile.OpenRead(path);

        file.Entries.Should().HaveCount(53);
        file.Entry("transformer.wte.weight").Shape.Should().Equal(259, 48);
        // The storages are numbered in the order of the dictionary.
        foreach (var (name, i) in file.Entries.Keys.Select((name, i) => (name, i)))
        {
            using var data = zip.GetEntry($"pytorch_model/data/{i}")!.Open();
            var expected = new byte[file.Read(name).bytes.Length];
            data.ReadExactly(expected);
            file.Read(name).bytes.SequenceEqual(expected).Should().BeTrue(name);
        }
    }

    [Fact]
    public void Open_Shards_JoinsThem()
    {
        using var scope = NewDisposeScope();
        using var checkpoint = Checkpoint.Open(Reference.File("models", "neox-sequential"));

        checkpoint.Path.Should().EndWith("pytorch_model.bin.index.json");
        checkpoint.Entries.Values.Select(e => e.File).Distinct().Should().HaveCount(3);
        foreach (var (name, entry) in checkpoint.Entries)
            checkpoint.Read(name).shape.Should().Equal(entry.Shape);
        checkpoint.Entry("embed_out.weight").Type.Should().Be(StoredType.Float16);
        checkpoint.Read("embed_out.weight", ScalarType.Float32).IsSame(checkpoint.Read("embed_out.weight").to(ScalarType.Float32)).Should().BeTrue();
    }

    [Fact]
    public void Read_StridesAndOffset_GiveTheTensorOfTheirIndices()
    {
        using var scope = NewDisposeScope();
        using var file = new Archive(new PickleBuilder().Op('}')
            .Text("transposed").Tensor("FloatStorage", "0", 12, 2, [3, 2], [1, 3]).Op('s')
            .Text("column").Tensor("FloatStorage", "0", 12, 1, [3], [4]).Op('s')
            .Text("slice").Tensor("FloatStorage", "0", 12, 4, [1, 4], [99, 1]).Op('s')
            .Text("scalar").Tensor("FloatStorage", "0", 12, 11, [], []).Op('s')
            .Text("none").Tensor("FloatStorage", "0", 12, 12, [0, 5], [5, 1]).Op('s'));

        file.Open.Read("transposed").IsSame(tensor(new[,] { { 2f, 5f }, { 3f, 6f }, { 4f, 7f } })).Should().BeTrue();
        file.Open.Read("transposed", ScalarType.Float64).IsSame(tensor(new[,] { { 2.0, 5.0 }, { 3.0, 6.0 }, { 4.0, 7.0 } })).Should().BeTrue();
        file.Open.Read("column").IsSame(tensor(new[] { 1f, 5f, 9f })).Should().BeTrue();
        file.Open.Read("slice").IsSame(tensor(new[,] { { 4f, 5f, 6f, 7f } })).Should().BeTrue();
        file.Open.Read("scalar").IsSame(tensor(11f)).Should().BeTrue();
        file.Open.Read("none").shape.Should().Equal(0, 5);
    }

    [Fact]
    public void Read_AnyStrides_EqualIndexing() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3]).Sample(
            (rows, columns, down, right, offset) =>
            {
                using var scope = NewDisposeScope();
                using var file = new Archive(new PickleBuilder().Op('}').Text("x").Tensor("FloatStorage", "0", 40, offset, [rows, columns], [down, right]).Op('s'), 40);
                var expected = new float[rows, columns];
                for (var i = 0; i < rows; i++)
                {
                    for (var j = 0; j < columns; j++)
                        expected[i, j] = offset + i * down + j * right;
                }

                file.Open.Read("x").IsSame(tensor(expected)).Should().BeTrue();
            },
            iter: 300);

    [Fact]
    public void Read_TiedTensors_ShareTheirStorage()
    {
        using var scope = NewDisposeScope();
        // Padded by instructions of three bytes that do nothing, until the storage is aligned.
        for (var padding = 0; padding < 4; padding++)
        {
            using var file = new Archive(new PickleBuilder().Op('}')
                .Text("wte").Tensor("FloatStorage", "0", 12, 0, [12], [1]).Op('s')
                .Text("lm_head").Tensor("FloatStorage", "0", 12, 0, [12], [1]).Op('s')
                .Raw([.. Enumerable.Repeat<byte[]>([(byte)'K', 0, (byte)'0'], padding).SelectMany(b => b)]));
            if (Unsafe.AreSame(ref file.Open.Read("wte").bytes[0], ref file.Open.Read("lm_head").bytes[0]))
                return;
        }

        Assert.Fail("No alignment made the two share.");
    }

    [Fact]
    public void Open_StateDictWithMetadataAndParameters_ReadsThem()
    {
        // As torch writes an ordered dictionary: its attribute _metadata is set by a BUILD.
        using var file = new Archive(new PickleBuilder()
            .Global("collections", "OrderedDict").Op(')').Op('R').Op('(')
            .Text("w").Global("torch._utils", "_rebuild_parameter").Op('(').Tensor("FloatStorage", "0", 12, 0, [12], [1]).Raw(0x88)
            .Global("collections", "OrderedDict").Op(')').Op('R').Op('t').Op('R').Op('u')
            .Op('}').Text("_metadata").Global("collections", "OrderedDict").Op(')').Op('R').Op('s').Op('b'));

        file.Open.Entry("w").Shape.Should().Equal(12);
    }

    [Theory]
    [InlineData(12, 0, new long[] { 13 }, new long[] { 1 })]
    [InlineData(12, 1, new long[] { 12 }, new long[] { 1 })]
    [InlineData(12, -1, new long[] { 2 }, new long[] { 1 })]
    [InlineData(12, 0, new long[] { 2 }, new long[] { 12 })]
    [InlineData(12, 11, new long[] { 2 }, new long[] { -1 })]
    [InlineData(12, 0, new long[] { 2 }, new long[] { long.MaxValue })]
    [InlineData(12, 0, new long[] { 1L << 40 }, new long[] { 0 })]
    [InlineData(12, 0, new long[] { 1L << 40, 1L << 40 }, new long[] { 0, 0 })]
    [InlineData(12, 0, new long[] { -3 }, new long[] { 1 })]
    [InlineData(12, 0, new long[] { 2, 2 }, new long[] { 1 })]
    [InlineData(12, long.MaxValue, new long[] { 2 }, new long[] { 1 })]
    [InlineData(13, 0, new long[] { 2 }, new long[] { 1 })]
    [InlineData(long.MaxValue, 0, new long[] { 2 }, new long[] { 1 })]
    public void Open_TensorOutsideItsStorage_IsRefused(long count, long offset, long[] shape, long[] strides)
    {
        var pickle = new PickleBuilder().Op('}').Text("w").Tensor("FloatStorage", "0", count, offset, shape, strides).Op('s');

        Opening(ArchiveBuilder.Build(pickle.Stop(), ("0", ArchiveBuilder.Floats(12))))
            .Should().Throw<InvalidDataException>().WithMessage("*tensor 'w'*");
    }

    [Fact]
    public void Open_ValueThatIsNoTensor_IsRefusedByName()
    {
        var pickle = new PickleBuilder().Op('}').Text("state_dict").Op('}').Op('s').Stop();

        Opening(ArchiveBuilder.Build(pickle)).Should().Throw<InvalidDataException>().WithMessage("*'state_dict' is a dictionary*");
    }

    [Fact]
    public void Open_SameNameTwice_IsRefused()
    {
        var pickle = new PickleBuilder().Op('}');
        for (var i = 0; i < 2; i++)
            pickle.Text("w").Tensor("FloatStorage", "0", 12, 0, [12], [1]).Op('s');

        Opening(ArchiveBuilder.Build(pickle.Stop(), ("0", ArchiveBuilder.Floats(12)))).Should().Throw<InvalidDataException>().WithMessage("*two tensors*'w'*");
    }

    [Fact]
    public void Open_BarePickle_SaysHowToConvert() =>
        Opening(new PickleBuilder().Op('}').Stop()).Should().Throw<InvalidDataException>().WithMessage("*before PyTorch 1.6*torch.save*safetensors*");

    [Fact]
    public void Open_CompressedEntry_IsRefused() =>
        Opening(ArchiveBuilder.Build(CompressionLevel.Optimal, ("a/data.pkl", new byte[1000]))).Should().Throw<InvalidDataException>().WithMessage("*'a/data.pkl'*compressed*");

    [Fact]
    public void Open_BigEndian_IsRefused()
    {
        var pickle = new PickleBuilder().Op('}').Stop();

        Opening(ArchiveBuilder.Build(CompressionLevel.NoCompression, ("a/data.pkl", pickle), ("a/byteorder", "big"u8.ToArray())))
            .Should().Throw<InvalidDataException>().WithMessage("*byte order*");
    }

    [Fact]
    public void Open_ZipWithoutPickle_IsRefused() =>
        Opening(ArchiveBuilder.Build(CompressionLevel.NoCompression, ("readme", [1]))).Should().Throw<InvalidDataException>().WithMessage("*0 entries*data.pkl*");

    private static Action Opening(byte[] bytes) => () =>
    {
        using var folder = new TemporaryFolder();
        PyTorchBinFile.Open(folder.Write("x.bin", bytes)).Dispose();
    };

    /// <summary>An open archive with one storage of the float32 numbers 0, 1, ...</summary>
    private sealed class Archive : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Archive(PickleBuilder pickle, int numbers = 12) =>
            Open = PyTorchBinFile.Open(_folder.Write("x.bin", ArchiveBuilder.Build(pickle.Stop(), ("0", ArchiveBuilder.Floats(numbers)))));

        public PyTorchBinFile Open { get; }

        public void Dispose()
        {
            Open.Dispose();
            _folder.Dispose();
        }
    }
}
