using System.Text.Json;
using Interp.Models.Checkpoints;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Checkpoints;

public sealed class ShardedCheckpointTests
{
    [Fact]
    public void Open_TwoShards_ReadsFromBoth()
    {
        using var scope = NewDisposeScope();
        using var folder = Shards(new() { ["a"] = "1.safetensors", ["b"] = "2.safetensors" }, ("1.safetensors", ["a"]), ("2.safetensors", ["b"]));
        using var checkpoint = Checkpoint.Open(folder.Path);

        checkpoint.Entries.Keys.Should().BeEquivalentTo(["a", "b"]);
        checkpoint.Entry("b").File.Should().EndWith("2.safetensors");
        checkpoint.Read("b").IsSame(ones(2)).Should().BeTrue();
    }

    [Fact]
    public void Open_MissingShard_NamesIt()
    {
        using var folder = Shards(new() { ["a"] = "1.safetensors", ["b"] = "2.safetensors" }, ("1.safetensors", ["a"]));

        Opening(folder).Should().Throw<FileNotFoundException>().WithMessage("*index.json*'2.safetensors' is missing*2 shards*");
    }

    [Fact]
    public void Read_KeyThatItsShardLacks_NamesIt()
    {
        using var folder = Shards(new() { ["a"] = "1.safetensors", ["b"] = "1.safetensors" }, ("1.safetensors", ["a"]));
        using var checkpoint = Checkpoint.Open(folder.Path);

        var read = () => checkpoint.Read("b");

        checkpoint.Entries.Keys.Should().Equal("a");
        read.Should().Throw<InvalidDataException>().WithMessage("*index.json*'b'*'1.safetensors'*none of that name*");
    }

    [Fact]
    public void Open_KeyInAnotherShardThanTheIndexSays_NamesBoth()
    {
        using var folder = Shards(new() { ["a"] = "1.safetensors", ["b"] = "2.safetensors" }, ("1.safetensors", ["a", "b"]), ("2.safetensors", ["c"]));

        Opening(folder).Should().Throw<InvalidDataException>().WithMessage("*'b' in '2.safetensors', but it is in '1.safetensors'*");
    }

    [Fact]
    public void Open_KeyInTwoShards_NamesBoth()
    {
        using var folder = Shards(new() { ["a"] = "1.safetensors", ["b"] = "2.safetensors" }, ("1.safetensors", ["a"]), ("2.safetensors", ["b", "a"]));

        Opening(folder).Should().Throw<InvalidDataException>().WithMessage("*'a' is both in '1.safetensors' and in '2.safetensors'*");
    }

    [Fact]
    public void Open_KeyThatTheIndexLacks_IsThere()
    {
        using var scope = NewDisposeScope();
        using var folder = Shards(new() { ["a"] = "1.safetensors" }, ("1.safetensors", ["a", "b"]));
        using var checkpoint = Checkpoint.Open(folder.Path);

        checkpoint.Entries.Keys.Should().BeEquivalentTo(["a", "b"]);
        checkpoint.Read("b").IsSame(ones(2)).Should().BeTrue();
    }

    [Theory]
    [InlineData("../1.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("a\\b")]
    [InlineData("")]
    public void Open_ShardOutsideTheFolder_IsRefused(string name)
    {
        using var folder = Shards(new() { ["a"] = name });

        Opening(folder).Should().Throw<InvalidDataException>().WithMessage("*'a'*beside the index*");
    }

    [Theory]
    [InlineData("{}", "*no object 'weight_map'*")]
    [InlineData("[]", "*no object 'weight_map'*")]
    [InlineData("{\"weight_map\":{}}", "*'weight_map' is empty*")]
    [InlineData("{\"weight_map\":", "*cannot be read*")]
    [InlineData("{\"weight_map\":{\"a\":1}}", "*'a' is in '1'*")]
    [InlineData("{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}", "*'a' is listed twice*")]
    public void Open_DamagedIndex_IsRefused(string index, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors.index.json", index);

        Opening(folder).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    private static TemporaryFolder Shards(Dictionary<string, string> map, params (string File, string[] Names)[] shards)
    {
        var folder = new TemporaryFolder();
        folder.Write("model.safetensors.index.json", JsonSerializer.Serialize(new { metadata = new { total_size = 0 }, weight_map = map }));
        using var scope = NewDisposeScope();
        foreach (var (file, names) in shards)
            SafetensorsWriter.Write(folder.File(file), names.ToDictionary(name => name, _ => ones(2)));
        return folder;
    }

    private static Action Opening(TemporaryFolder folder) => () => Checkpoint.Open(folder.Path).Dispose();
}
