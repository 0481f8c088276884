using System.IO.Compression;
using System.Text;
using Interp.Core.Randomness;
using Interp.Core.Studies.Readings;
using Interp.Core.Studies.Stores;

namespace Interp.Core.Tests.Studies.Stores;

public sealed class NpzFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static Dictionary<string, NumberArray> Arrays => new()
    {
        ["logits"] = new([2, 3], [1, -2, float.NaN, 4, float.Epsilon, 3e38f]),
        ["empty"] = new([0, 5], []),
        ["one"] = new([1], [7]),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_WhatWasWritten_IsTheSameAndSoAreTheBytes()
    {
        var path = _folder.File("a.npz");
        NpzFile.Write(path, Arrays);
        var read = NpzFile.Read(path);
        read.Keys.Should().BeEquivalentTo(Arrays.Keys);
        foreach (var (name, array) in Arrays)
        {
            read[name].Shape.Should().Equal(array.Shape);
            read[name].Values.Select(BitConverter.SingleToInt32Bits).Should().Equal(array.Values.Select(BitConverter.SingleToInt32Bits));
        }

        NpzFile.Write(_folder.File("b.npz"), Arrays.Reverse().ToDictionary());
        File.ReadAllBytes(_folder.File("b.npz")).Should().Equal(File.ReadAllBytes(path));
        _folder.Content.Should().HaveCount(2, "nothing is left beside");
    }

    /// <summary>As numpy.lib.format has it: magic, version, length, a Python dictionary, and a start of the numbers at a multiple of 64.</summary>
    [Fact]
    public void Write_Arrays_AreOfNumpysFormat()
    {
        NpzFile.Write(_folder.File("a.npz"), Arrays);
        using var zip = ZipFile.OpenRead(_folder.File("a.npz"));
        using var bytes = new MemoryStream();
        using (var entry = zip.GetEntry("logits.npy")!.Open())
            entry.CopyTo(bytes);
        var npy = bytes.ToArray();
        npy[..8].Should().Equal(0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0);
        var length = npy[8] + 256 * npy[9];
        ((10 + length) % 64).Should().Be(0);
        Encoding.ASCII.GetString(npy, 10, length).Should().StartWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2,3,), }").And.EndWith("\n");
        BitConverter.ToSingle(npy, 10 + length).Should().Be(1);
        npy.Length.Should().Be(10 + length + 6 * sizeof(float));
    }

    [Fact]
    public void Read_DamagedFiles_AreRefusedByName()
    {
        var path = _folder.File("a.npz");
        NpzFile.Write(path, new Dictionary<string, NumberArray> { ["x"] = new([40], [.. Enumerable.Range(0, 40).Select(i => (float)i)]) });
        var bytes = File.ReadAllBytes(path);
        var random = new RandomStream(1);
        for (var i = 0; i < 500; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Below(damaged.Length)] ^= (byte)(1 + random.Below(255));
            File.WriteAllBytes(path, i % 5 == 0 ? bytes[..random.Below(bytes.Length)] : damaged);
            try
            {
                // Times and other fields that say nothing of the numbers may change.
                NpzFile.Read(path)["x"].Values.Should().Equal(Enumerable.Range(0, 40).Select(n => (float)n));
            }
            catch (InvalidDataException e)
            {
                e.Message.Should().StartWith($"{path}: damaged: ");
            }
        }
    }

    [Fact]
    public void Join_ArraysOfOtherAxes_Throws()
    {
        NumberArray.Join([new([1, 2], [1, 2]), new([2, 2], [3, 4, 5, 6])]).Shape.Should().Equal(3, 2);
        FluentActions.Invoking(() => NumberArray.Join([new([1, 2], [1, 2]), new([1, 1], [3])])).Should().Throw<ArgumentException>().WithMessage("*[1, 2]; [1, 1]*");
        FluentActions.Invoking(() => new NumberArray([2, 2], new float[3])).Should().Throw<ArgumentException>().WithMessage("*Expected 4*found 3*");
    }
}
