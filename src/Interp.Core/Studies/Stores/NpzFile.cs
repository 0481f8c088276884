using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Interp.Core.Studies.Readings;

namespace Interp.Core.Studies.Stores;

/// <summary>Named float32 arrays as numpy keeps them (.npz), so that anything can open them. Each array's checksum stands in the file.</summary>
/// <remarks>The same arrays give the same bytes. A file never stands half-written under its name.</remarks>
internal static partial class NpzFile
{
    private const string Checks = "sha256.txt";
    private const int LongestHeader = 1 << 12;
    private const long MostNumbers = 1L << 30;
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes arrays, replacing what the file held.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, NumberArray> arrays)
    {
        var checks = new StringBuilder();
        SafeFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, array) in arrays.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                var bytes = MemoryMarshal.AsBytes(array.Values.AsSpan());
                checks.Append(Convert.ToHexStringLower(SHA256.HashData(bytes))).Append("  ").Append(name).Append('\n');
                using var entry = Entry(zip, $"{name}.npy");
                entry.Write(Header(array.Shape));
                entry.Write(bytes);
            }

            using var list = Entry(zip, Checks);
            list.Write(Encoding.ASCII.GetBytes(checks.ToString()));
        });
    }

    /// <summary>Reads all arrays.</summary>
    /// <exception cref="InvalidDataException">Damaged, cut, or no such file; the message names it.</exception>
    public static IReadOnlyDictionary<string, NumberArray> Read(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var arrays = zip.Entries.Where(entry => entry.Name != Checks).ToDictionary(entry => Path.GetFileNameWithoutExtension(entry.Name), Array);
            using var list = new StreamReader((zip.GetEntry(Checks) ?? throw new InvalidDataException($"there is no {Checks} in it")).Open(), Encoding.ASCII);
            var expected = list.ReadToEnd();
            var found = string.Concat(arrays.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(pair.Value.Values.AsSpan())))}  {pair.Key}\n"));
            return found == expected ? arrays : throw new InvalidDataException("its checksums are of other numbers");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException or FormatException)
        {
            throw new InvalidDataException($"{path}: damaged: {e.Message.TrimEnd('.')}. Delete the file; the study measures it again.", e);
        }
    }

    private static Stream Entry(ZipArchive zip, string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = NoTime;
        return entry.Open();
    }

    /// <summary>Magic, version 1.0, and a Python dictionary padded to a multiple of 64 bytes (numpy.lib.format).</summary>
    private static byte[] Header(ImmutableArray<int> shape)
    {
        var axes = string.Concat(shape.Select(length => string.Create(CultureInfo.InvariantCulture, $"{length},")));
        var text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({axes}), }}";
        var length = (10 + text.Length + 1 + 63) / 64 * 64;
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)((length - 10) & 0xFF), (byte)((length - 10) >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(length - 11) + '\n')];
    }

    private static NumberArray Array(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var start = new byte[10];
        stream.ReadExactly(start);
        var length = start[8] | (start[9] << 8);
        if (!start.AsSpan(0, 8).SequenceEqual((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8, 1, 0]) || length > LongestHeader)
            throw new InvalidDataException($"{entry.Name} is no array of numpy's format 1.0");
        var header = new byte[length];
        stream.ReadExactly(header);
        if (Shape().Match(Encoding.ASCII.GetString(header)) is not { Success: true } match)
            throw new InvalidDataException($"{entry.Name} is no array of '<f4' numbers, rows first");

        ImmutableArray<int> shape = [.. match.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(axis => int.Parse(axis, CultureInfo.InvariantCulture))];
        var count = shape.Aggregate(1L, (product, axis) => checked(product * axis));
        if (count > MostNumbers || entry.Length != start.Length + length + count * sizeof(float))
            throw new InvalidDataException($"{entry.Name} has {entry.Length} bytes, other than its shape [{string.Join(", ", shape)}] says");
        var values = new float[count];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new NumberArray(shape, values);
    }

    [GeneratedRegex(@"^\{'descr': '<f4', 'fortran_order': False, 'shape': \(((?:\d{1,9},\s?)*)\), \}\s*$")]
    private static partial Regex Shape();
}
