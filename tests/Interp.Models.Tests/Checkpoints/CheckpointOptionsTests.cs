using Interp.Models.Checkpoints;
using Interp.Models.Tests.Checkpoints.Gguf;
using TorchSharp;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

/// <summary>However a checkpoint is read, the numbers are the same; and what a file does while it is read or mapped.</summary>
public sealed class CheckpointOptionsTests : IDisposable
{
    private const int Rows = PieceLoader.Piece / 32 + 3; // more than one piece, and a part of one
    private const int Columns = 96;

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<ScalarType, ScalarType> Conversions
    {
        get
        {
            ScalarType[] types = [ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float64];
            var pairs = new TheoryData<ScalarType, ScalarType>();
            foreach (var stored in types)
            {
                foreach (var dtype in types)
                    pairs.Add(stored, dtype);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Conversions))]
    public void Read_AnyThreadsAndMapping_IsLibtorchsConversion(ScalarType stored, ScalarType dtype)
    {
        var weights = randn(Rows, Columns).to(stored);
        var path = Safetensors(weights);
        var expected = weights.to(dtype);

        foreach (var options in new CheckpointOptions[] { new(), new() { Map = false }, new() { Map = false, Threads = 1 }, new() { Map = false, Threads = 7 } })
        {
            using var file = Checkpoint.Open(path, options);
            file.Read("w", dtype).IsSame(expected).Should().BeTrue("{0}", options);
        }
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(1, 40)]
    [InlineData(400, 1_000)]
    [InlineData(2, PieceLoader.Piece + 3)]
    [InlineData(PieceLoader.Piece + 3, 2)]
    [InlineData(0, 4)]
    public void ReadTurned_Matrix_IsItsTranspose(long rows, long columns)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float64 })
        {
            var weights = randn(columns, rows);
            using var file = Checkpoint.Open(Safetensors(weights), new CheckpointOptions { Threads = 3 });

            var turned = file.ReadTurned("w", rows, columns, dtype, CPU);

            turned.is_contiguous().Should().BeTrue();
            turned.IsSame(weights.t().to(dtype)).Should().BeTrue("{0}", dtype);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Read_Blocks_AnyThreads_AreThoseOfTheDecoder(int threads)
    {
        var blocks = new byte[Rows * (Columns / 32) * 34];
        new Random(1).NextBytes(blocks);
        for (var i = 0; i < blocks.Length; i += 34)
            blocks[i + 1] &= 0x3F; // a scale that is a number
        var path = _folder.Write("w.gguf", new GgufBuilder().Tensor("w", 8, [Columns, Rows], blocks).Build());
        var expected = new float[Rows * Columns];
        for (var i = 0; i < blocks.Length / 34; i++)
            ScalarBlocks.Decode(StoredType.Q8_0, blocks.AsSpan(i * 34, 34), expected.AsSpan(i * 32, 32));

        using var file = Checkpoint.Open(path, new CheckpointOptions { Threads = threads });

        file.Read("w").IsSame(tensor(expected).view(Rows, Columns)).Should().BeTrue();
        file.Read("w", ScalarType.BFloat16).IsSame(tensor(expected).view(Rows, Columns).to(ScalarType.BFloat16)).Should().BeTrue();
    }

    [Fact]
    public void ReadInto_Tensor_IsWhatReadGives()
    {
        var weights = randn(Rows, Columns);
        using var file = Checkpoint.Open(Safetensors(weights));
        var buffer = zeros(2, Rows, Columns);

        file.ReadInto("w", buffer[1]);

        buffer[1].IsSame(weights).Should().BeTrue();
        buffer[0].count_nonzero().item<long>().Should().Be(0);
    }

    [Fact]
    public void ReadInto_TensorThatDoesNotFit_IsRefused()
    {
        using var file = Checkpoint.Open(Safetensors(randn(3, 4)));

        FluentActions.Invoking(() => file.ReadInto("w", zeros(4, 3).t())).Should().Throw<ArgumentException>().WithMessage("*contiguous*");
        FluentActions.Invoking(() => file.ReadInto("w", zeros(4, 3))).Should().Throw<InvalidDataException>().WithMessage("*has shape [3, 4], expected [4, 3]*");
        FluentActions.Invoking(() => file.ReadInto("w", zeros(3, 4, ScalarType.Int64))).Should().Throw<InvalidDataException>().WithMessage("*cannot be read as Int64*");
    }

    [Fact]
    public void Read_ForTheMetaDevice_ReadsNothing()
    {
        var path = Safetensors(randn(Rows, Columns));
        using var file = Checkpoint.Open(path);
        Shorten(path);

        file.Read("w", ScalarType.BFloat16, META).shape.Should().Equal(Rows, Columns);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_FileCutShort_IsRefusedAndFreed(int threads)
    {
        var path = Safetensors(randn(Rows, Columns));
        using var file = Checkpoint.Open(path, new CheckpointOptions { Map = false, Threads = threads });
        Shorten(path);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        FluentActions.Invoking(() => file.Read("w")).Should().Throw<InvalidDataException>().WithMessage($"{path}: the file ends at byte*");

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(live);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_Cancelled_ThrowsAndFrees(int threads)
    {
        using var file = Checkpoint.Open(Safetensors(randn(Rows, Columns)), new CheckpointOptions { Map = false, Threads = threads, Cancellation = new CancellationToken(canceled: true) });
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        FluentActions.Invoking(() => file.Read("w")).Should().Throw<OperationCanceledException>();

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(live);
    }

    [SkippableFact]
    public void Read_FileReplacedAfterOpening_IsTheOneThatWasOpened()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems do not replace an open file");
        var weights = randn(Rows, Columns);
        var path = Safetensors(weights);
        using var file = Checkpoint.Open(path);
        Safetensors(zeros(Rows, Columns));

        file.Read("w").IsSame(weights).Should().BeTrue();
    }

    [Fact]
    public void Read_MappedAndWrittenTo_LeavesTheFile()
    {
        var weights = randn(Rows, Columns);
        var path = Safetensors(weights);
        using (var file = Checkpoint.Open(path))
            file.Read("w").zero_();

        using var again = Checkpoint.Open(path);
        again.Read("w").IsSame(weights).Should().BeTrue();
    }

    [Fact]
    public void Open_NoThreads_IsRefused() =>
        FluentActions.Invoking(() => Checkpoint.Open(Safetensors(zeros(1)), new CheckpointOptions { Threads = 0 })).Should().Throw<ArgumentOutOfRangeException>();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private string Safetensors(Tensor weights)
    {
        var path = _folder.File("w.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["w"] = weights });
        return path;
    }

    private static void Shorten(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite); // without a lock, as other programs write
        file.SetLength(file.Length - 4);
    }
}
