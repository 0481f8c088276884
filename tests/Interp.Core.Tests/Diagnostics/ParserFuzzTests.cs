using System.Diagnostics;
using System.Text;
using Interp.Core.Ablations;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Prompts;
using Interp.Core.Studies.Readings;
using Interp.Core.Studies.Specs;
using Interp.Core.Studies.Stores;
using Interp.Core.Transformer;

namespace Interp.Core.Tests.Diagnostics;

/// <summary>
/// Damaged input of every parser of the core that reads text or files of others is read or refused with a sentence; it never
/// crashes or hangs. A second each; <c>INTERP_FUZZ_SECONDS</c> says another time.
/// </summary>
public sealed class ParserFuzzTests : IDisposable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(double.TryParse(Environment.GetEnvironmentVariable("INTERP_FUZZ_SECONDS"), System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : 1);
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hook point", "blocks.3.attn.hook_pattern")]
    [InlineData("positions", "[[1,2],[3]]")]
    [InlineData("positions", "last-pre-label")]
    [InlineData("head", "3.12")]
    [InlineData("protocol", "corrected")]
    [InlineData("setting", "permuted_incorrect_labels")]
    [InlineData("ablation", """[{"heads":["2.1"],"positions":"last-pre-label","with":"zero"}]""")]
    [InlineData("spec", """{"models":[{"name":"a"}],"datasets":[{"name":"b","formats":[0]}],"demonstrations":2,"prompts":4,"ablations":[{"name":"x","component":"heads","top":5}]}""")]
    public void Text_Damaged_IsReadOrRefused(string kind, string seed) => Survive(Encoding.UTF8.GetBytes(seed), bytes => Parse(kind, Encoding.UTF8.GetString(bytes)));

    [Fact]
    public void Npz_Damaged_IsReadOrRefused()
    {
        var path = _folder.File("a.npz");
        NpzFile.Write(path, new Dictionary<string, NumberArray> { ["a"] = new([2, 3], [1, 2, 3, 4, 5, 6]) });
        Survive(File.ReadAllBytes(path), bytes =>
        {
            File.WriteAllBytes(path, bytes);
            NpzFile.Read(path);
        });
    }

    [Fact]
    public void Manifest_Damaged_IsReadOrRefused()
    {
        new StudyManifest { Library = "1", Machine = "m", Started = DateTimeOffset.UnixEpoch, Cells = [] }.Write(_folder.Path);
        var path = Directory.GetFiles(_folder.Path).Single();
        Survive(File.ReadAllBytes(path), bytes =>
        {
            File.WriteAllBytes(path, bytes);
            StudyManifest.Read(_folder.Path);
        });
    }

    private static void Parse(string kind, string text)
    {
        _ = kind switch
        {
            "hook point" => HookPoint.Parse(text),
            "positions" => Positions.Parse(text),
            "head" => HeadId.Parse(text),
            "protocol" => Protocol.Parse(text),
            "setting" => SettingNames.Parse(text),
            "ablation" => Ablation.FromJson(text),
            "spec" => (object)SpecFile.Parse(text),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such parser."),
        };
    }

    private static void Survive(byte[] seed, Action<byte[]> read)
    {
        read(seed);
        var clock = Stopwatch.StartNew();
        var (refused, tried) = (0, 0);
        for (var random = new Random(1); clock.Elapsed < Budget || refused == 0; tried++)
        {
            var damaged = Damaged(seed, random);
            var before = clock.Elapsed;
            try
            {
                read(damaged);
            }
            catch (Exception e) when (e is FormatException or ArgumentException or InvalidDataException)
            {
                e.Message.Should().NotBeNullOrWhiteSpace();
                refused++;
            }

            (clock.Elapsed - before).Should().BeLessThan(Slowest, "{0}", Convert.ToHexString(damaged));
        }

        refused.Should().BeGreaterThan(0).And.BeLessThanOrEqualTo(tried);
    }

    private static byte[] Damaged(byte[] seed, Random random)
    {
        var bytes = (byte[])seed.Clone();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Length + 1);
            bytes = random.Next(5) switch
            {
                0 when at < bytes.Length => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                1 => bytes[..at],
                2 => [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 9))..]],
                3 => [.. bytes[..at], .. Enumerable.Repeat((byte)"[{\"9-,\0"[random.Next(7)], random.Next(1, 100)), .. bytes[at..]],
                _ => [.. bytes[..at], .. Encoding.ASCII.GetBytes(random.Next(2) == 0 ? "99999999999999999999" : "-1e999"), .. bytes[at..]],
            };
        }

        return bytes;
    }
}
