using Interp.Core.Studies.Shards;

namespace Interp.Samples.Tests.Cluster;

/// <summary>What is refused when shards are merged: by name, with nothing written.</summary>
public sealed class ShardMergeTests : IDisposable
{
    private readonly ShardRig _rig = new(ShardRig.Small with { Ablations = [], Controls = null }, 4);

    public ShardMergeTests() => _rig.RunAll();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Merge_MissingWindow_IsNamed()
    {
        var file = Parts(1)[0];
        File.Delete(file);
        Refused($"*missing: *pairs * not in shard 1, to which it was dealt*");
        _rig.Run(1);
        File.Delete(Path.Combine(_rig.Shard(1), "shard.json"));
        Refused("*missing: tiny-*: shard 1 has not come to its end*");
        _rig.Run(1);
        _rig.MergedIsOneMachines();
    }

    [Fact]
    public void Merge_ShardThatNeverRan_IsNamed()
    {
        Directory.Delete(_rig.Shard(2), recursive: true);
        Refused("*missing: *shard 2 has not come to its end*");
        ShardSurvey.Of(_rig.Folder).Missing.ToString().Should().Be("2");
    }

    [Fact]
    public void Merge_DoubleRows_AreNamed()
    {
        var (from, to) = (Parts(0)[0], Parts(0)[0].Replace(_rig.Shard(0), _rig.Shard(3), StringComparison.Ordinal));
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
        Refused("*double: tiny-*: in shard 0, and in shard 3 to which it was not dealt*");
    }

    [Fact]
    public void Merge_ForeignRows_AreNamed()
    {
        var cells = Path.Combine(_rig.Shard(1), "cells");
        Directory.CreateDirectory(Path.Combine(cells, "0123456789abcdef"));
        Refused("*foreign: *0123456789abcdef is no cell of the plan*");
        Directory.Delete(Path.Combine(cells, "0123456789abcdef"));

        var part = Parts(1)[0];
        var odd = Path.Combine(Path.GetDirectoryName(part)!, "000900-000950.npz");
        File.Copy(part, odd);
        Refused("*foreign: *000900-000950.npz was not dealt to shard 1*");
        File.Delete(odd);

        Directory.CreateDirectory(_rig.Shard(9));
        Refused("*foreign: *00009 is no shard of the plan, which has 4*");
        Directory.Delete(_rig.Shard(9));

        File.WriteAllText(Path.Combine(_rig.Shard(1), "spec.json"), "{}");
        Refused("*foreign: *spec.json is another study's*");
    }

    [Fact]
    public void Merge_OtherIdentityOrPrompts_AreNamed()
    {
        var identity = Directory.EnumerateFiles(_rig.Shard(1), "identity.json", SearchOption.AllDirectories).First(file => file.Contains("cells", StringComparison.Ordinal));
        var text = File.ReadAllText(identity);
        File.WriteAllText(identity, text.Replace("\"seed\": 1", "\"seed\": 2", StringComparison.Ordinal));
        Refused("*foreign: *identity.json is of another cell*");
        File.WriteAllText(identity, text);
        _rig.MergedIsOneMachines();
    }

    [Fact]
    public void Merge_DamagedPart_IsNamed()
    {
        var part = Parts(2)[0];
        var bytes = File.ReadAllBytes(part);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(part, bytes);
        FluentActions.Invoking(() => ShardMerge.Run(_rig.Folder, _rig.Merged)).Should().Throw<InvalidDataException>().WithMessage($"{part}: damaged*");
    }

    [Fact]
    public void Merge_HalfWrittenFilesOfAKilledWorker_AreNoRows()
    {
        File.WriteAllText(Parts(2)[0] + ".partial", "half");
        _rig.MergedIsOneMachines();
    }

    [Fact]
    public void Read_PlanThatDealsPairsTwiceOrNot_IsRefused()
    {
        var path = Path.Combine(_rig.Folder, "plan.json");
        var text = File.ReadAllText(path);
        foreach (var (from, to, message) in new[]
        {
            ("\"end\": 70", "\"end\": 50", "*"),
            ("\"version\": 1", "\"version\": 2", "*$.version: found 2, expected 1.*"),
            ("\"windowPairs\": 50", "\"windowPairs\": 0", "*$.cells: expected*"),
            ("\"key\": \"", "\"key\": \"../", "*$.cells: found the key*"),
            ("\"first\": 0", "\"first\": 10", "*$.shards: pairs 10*"),
            ("{", "[", "*damaged*"),
        })
        {
            text.Should().Contain(from);
            var place = text.IndexOf(from, StringComparison.Ordinal);
            File.WriteAllText(path, text[..place] + to + text[(place + from.Length)..]);
            FluentActions.Invoking(() => ShardPlan.Read(_rig.Folder)).Should().Throw<InvalidDataException>().WithMessage(message).WithMessage("*plan.json: damaged*Plan again into a new folder.");
        }
    }

    private string[] Parts(int shard) => [.. Directory.EnumerateFiles(Path.Combine(_rig.Shard(shard), "cells"), "*.npz", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private void Refused(string message)
    {
        FluentActions.Invoking(() => ShardMerge.Run(_rig.Folder, _rig.Merged)).Should().Throw<InvalidDataException>().WithMessage(message);
        Directory.Exists(_rig.Merged).Should().BeFalse("nothing was written");
    }
}
