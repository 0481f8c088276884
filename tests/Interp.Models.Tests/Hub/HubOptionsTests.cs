using Interp.Models.Hub;

namespace Interp.Models.Tests.Hub;

public sealed class HubOptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("interp-options-").FullName;

    [Theory]
    [InlineData("HF_HUB_CACHE=/a HF_HOME=/b XDG_CACHE_HOME=/c HOME=/d", "/a")]
    [InlineData("HF_HOME=/b XDG_CACHE_HOME=/c HOME=/d", "/b/hub")]
    [InlineData("XDG_CACHE_HOME=/c HOME=/d", "/c/huggingface/hub")]
    [InlineData("HOME=/d", "/d/.cache/huggingface/hub")]
    [InlineData("HF_HUB_CACHE= HOME=/d", "/d/.cache/huggingface/hub")]
    [InlineData("HF_HOME=~/x HOME=/d", "/d/x/hub")]
    public void FromEnvironment_CacheVariables_AreTriedInOrder(string variables, string expected) =>
        Read(variables).CacheDirectory.Should().Be(Path.GetFullPath(expected));

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("YES", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void FromEnvironment_Offline_TakesTheUsualWords(string value, bool expected) =>
        Read($"HOME={_folder} HF_HUB_OFFLINE={value}").Offline.Should().Be(expected);

    [Fact]
    public void FromEnvironment_NothingSet_AsksTheHubWithoutToken()
    {
        var options = Read($"HOME={_folder}");

        options.Endpoint.Should().Be(new Uri("https://huggingface.co"));
        options.Token.Should().BeNull();
        options.Offline.Should().BeFalse();
    }

    [Fact]
    public void FromEnvironment_Tokens_AreTriedInOrder()
    {
        File.WriteAllText(Path.Combine(_folder, "token"), "hf_file\n");
        File.WriteAllText(Path.Combine(_folder, "other"), "hf_other");

        Read($"HF_HOME={_folder} HF_TOKEN=hf_a HUGGING_FACE_HUB_TOKEN=hf_b").Token.Should().Be("hf_a");
        Read($"HF_HOME={_folder} HUGGING_FACE_HUB_TOKEN=hf_b").Token.Should().Be("hf_b");
        Read($"HF_HOME={_folder} HF_TOKEN_PATH={_folder}/other").Token.Should().Be("hf_other");
        Read($"HF_HOME={_folder}").Token.Should().Be("hf_file");
    }

    [Fact]
    public void FromEnvironment_UnusableTokenFile_NamesItButNotItsContent()
    {
        var path = Path.Combine(_folder, "token");
        File.WriteAllText(path, "secret one\r\nX-Header: two");

        var error = FluentActions.Invoking(() => Read($"HF_HOME={_folder}")).Should().Throw<InvalidDataException>().Which;

        error.Message.Should().Contain(path).And.NotContain("secret");
    }

    [Fact]
    public void FromEnvironment_OverlongTokenFile_IsRefused()
    {
        File.WriteAllText(Path.Combine(_folder, "token"), new string('x', 5000));

        FluentActions.Invoking(() => Read($"HF_HOME={_folder}")).Should().Throw<InvalidDataException>().WithMessage("*5000 bytes*");
    }

    [Theory]
    [InlineData("ftp://mirror")]
    [InlineData("mirror.org")]
    public void FromEnvironment_UnusableEndpoint_NamesTheVariable(string endpoint) =>
        FluentActions.Invoking(() => Read($"HOME={_folder} HF_ENDPOINT={endpoint}")).Should().Throw<InvalidDataException>()
            .WithMessage($"HF_ENDPOINT*{endpoint}*https://huggingface.co*");

    [Fact]
    public void FromEnvironment_CalledTwice_ReadsAgain()
    {
        var offline = "0";
        string? Variable(string name) => name switch { "HF_HUB_OFFLINE" => offline, "HOME" => _folder, _ => null };

        HubOptions.FromEnvironment(Variable).Offline.Should().BeFalse();
        offline = "1";
        HubOptions.FromEnvironment(Variable).Offline.Should().BeTrue();
    }

    [Fact]
    public void ToString_WithToken_HidesIt() =>
        new HubOptions { CacheDirectory = "/c", Token = "hf_secret" }.ToString().Should().Contain("/c").And.NotContain("hf_secret");

    [Fact]
    public void Client_OptionsThatMakeNoSense_Throws()
    {
        var options = new HubOptions { CacheDirectory = _folder };
        foreach (var wrong in (HubOptions[])
            [
                options with { CacheDirectory = " " }, options with { Attempts = 0 }, options with { Token = "a\nb" },
                options with { Endpoint = new Uri("file:///x") }, options with { StallTimeout = TimeSpan.Zero },
                options with { RetryDelay = TimeSpan.FromSeconds(-1) },
            ])
            FluentActions.Invoking(() => new HubClient(wrong)).Should().Throw<ArgumentException>();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static HubOptions Read(string variables)
    {
        var table = variables.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return HubOptions.FromEnvironment(name => table.GetValueOrDefault(name));
    }
}
