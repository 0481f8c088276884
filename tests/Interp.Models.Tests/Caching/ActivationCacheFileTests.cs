using Interp.Core.Batches;
using Interp.Core.Caching;
using Interp.Core.Hooks;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Caching;

public sealed class ActivationCacheFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Load_WhatWasSaved_IsTheSameToTheBit()
    {
        using var model = TinyModel.Llama();
        using var cache = ActivationCache.Record(model, Batch.Of([1, 2, 3], [4, 5]), CacheRequest.Of(HookSite.Pattern, HookSite.ResidPost));
        cache.Save(_path);
        using var loaded = ActivationCacheFile.Load(_path);

        loaded.Points.Should().BeEquivalentTo(cache.Points);
        foreach (var point in cache.Points)
            loaded[point].Equals(cache[point]).Should().BeTrue($"{point}");
    }

    [Fact]
    public void Save_Origin_IsReadBackAndRefusedWhereRowsDiffer()
    {
        using var model = Pretrained.Load("tiny-llama");
        var batch = Batch.Of([1, 2, 3], [4, 5]);
        using var cache = ActivationCache.Record(model, batch, CacheRequest.Of(HookSite.ResidPost));
        var origin = CacheOrigin.Of("tiny-llama", batch);
        cache.Save(_path, origin);

        var read = CacheOrigin.Read(_path)!;
        (read.Model, read.Digest).Should().Be(("tiny-llama", Pretrained.Inspect("tiny-llama").Hash()));
        read.Tokens.Select(row => row.ToArray()).Should().BeEquivalentTo(new int[][] { [1, 2, 3], [4, 5] }, options => options.WithStrictOrdering());
        using (var loaded = ActivationCacheFile.Load(_path))
            loaded.Points.Should().BeEquivalentTo(cache.Points);
        cache.Invoking(it => it.Save(_path, origin with { Tokens = [[1]] })).Should().Throw<ArgumentException>().WithMessage("*2 rows, the origin 1*");
        cache.Save(_path);
        CacheOrigin.Read(_path).Should().BeNull();
    }

    [Fact]
    public void Save_Names_AreTransformerLensNames()
    {
        using var model = TinyModel.Gpt2();
        using var cache = ActivationCache.Record(model, Batch.Of([1, 2, 3]), new CacheRequest { Sites = [HookSite.Z, HookSite.PosEmbed], Layers = [1] });
        cache.Save(_path);
        using var file = SafetensorsFile.Open(_path);

        file.Entries.Keys.Should().BeEquivalentTo("blocks.1.attn.hook_z", "hook_pos_embed");
    }

    /// <summary>A cache of some positions must not come back as one of all.</summary>
    [Fact]
    public void Load_NarrowedCache_IsNarrowedStill()
    {
        using var model = TinyModel.Llama();
        using var cache = ActivationCache.Record(
            model, Batch.Of([1, 2, 3], [4, 5]), CacheRequest.Of(HookSite.ResidPost), new CacheRequest { Sites = [HookSite.Z], Layers = [1], Positions = Positions.Last });
        cache.Save(_path);
        using var loaded = ActivationCacheFile.Load(_path);
        foreach (var point in cache.Points)
            loaded.IsWhole(point).Should().Be(point != HookPoint.Z(1), $"{point}");
    }

    [Fact]
    public void Save_SomePromptsOfASet_IsRefused()
    {
        using var model = TinyModel.Llama();
        var set = Batch.Of([1, 2, 3], [4, 5]).Sequences;
        using var cache = ActivationCache.Record(model, Batch.Of(set, [1]), CacheRequest.Of(HookSite.ResidPost));
        FluentActions.Invoking(() => cache.Save(_path)).Should().Throw<ArgumentException>().WithMessage("*prompts 1 of a set*whole set*");
    }

    [Fact]
    public void Load_NameThatIsNoPoint_ThrowsNamingIt()
    {
        using var weight = ones(2);
        SafetensorsWriter.Write(_path, new Dictionary<string, Tensor> { ["lm_head.weight"] = weight });

        var load = () => ActivationCacheFile.Load(_path);

        load.Should().Throw<InvalidDataException>().WithMessage($"*{Path.GetFileName(_path)}*'lm_head.weight'*");
    }
}
