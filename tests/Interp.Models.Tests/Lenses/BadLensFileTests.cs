using System.Text.Json.Nodes;
using Interp.Core.LinearLenses;
using Interp.Core.Transformer;
using Interp.Models.Lenses;
using Interp.Models.Tests.Checkpoints.PyTorch;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Lenses;

/// <summary>Lenses of other models, and files that were made to do harm: each message says what would be valid.</summary>
public sealed class BadLensFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HookedTransformer _model = Pretrained.Load(Reference.Copy("gptj"));

    public BadLensFileTests()
    {
        foreach (var name in new[] { "config.json", "params.pt" })
            File.Copy(Reference.File("lenses", "tuned", name), _folder.File(name));
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("d_model", "64", "d_model is 64, the model's 48")]
    [InlineData("num_hidden_layers", "5", "number of layers is 5, the model's 4")]
    [InlineData("vocab_size", "50257", "vocabulary is 50257, the model's 259")]
    [InlineData("unembed_hash", "\"00ff\"", "hash of its model's unembedding is '00ff', this model's (Float32) is '42f988")]
    [InlineData("unembed_hash", "7", "unembed_hash")]
    [InlineData("lens_type", "\"mlp\"", "expected 'linear_tuned_lens'")]
    [InlineData("bias", "false", "'0.bias' is not among 0.weight")]
    [InlineData("rank", "8", "rank")]
    [InlineData("d_model", "-1", "positive whole number")]
    public void Tuned_ConfigOfAnotherLens_IsRefused(string key, string value, string message)
    {
        Configure(json => json[key] = JsonNode.Parse(value));
        Loading().Should().Throw<InvalidDataException>().WithMessage($"*config.json*{message}*".Replace("config.json*'0", "params.pt*'0"));
    }

    [Fact]
    public void Tuned_WithoutAHashOrWithLeave_IsReadOnOtherWeights()
    {
        Configure(json => json["unembed_hash"] = "00ff");
        TunedLensFolder.Load(_folder.Path, _model, LensWeights.AnyOfTheSizes).Dispose();
        Configure(json => json["unembed_hash"] = null);
        TunedLensFolder.Load(_folder.Path, _model).Dispose();
        Configure(json =>
        {
            json.Remove("unembed_hash");
            json["unemebd_hash"] = "00ff";
        });
        Loading().Should().Throw<InvalidDataException>().WithMessage("*00ff*AnyOfTheSizes*");
        File.Delete(_folder.File("config.json"));
        Loading().Should().Throw<FileNotFoundException>().WithMessage("*config.json and params.pt*");
    }

    [Fact]
    public void Tuned_Rounded_IsRefusedWithTheReason()
    {
        using var rounded = Pretrained.Load(Reference.Copy("gptj"), PretrainedOptions.Default with { Dtype = ScalarType.BFloat16 });
        if (UnembeddingHash.Of(rounded) == UnembeddingHash.Of(_model))
            TunedLensFolder.Load(_folder.Path, rounded).Dispose();
        else
            FluentActions.Invoking(() => TunedLensFolder.Load(_folder.Path, rounded)).Should().Throw<InvalidDataException>().WithMessage("*(BFloat16)*in float32*");
        TunedLensFolder.Load(_folder.Path, rounded, LensWeights.AnyOfTheSizes).Dispose();
    }

    [Fact]
    public void Tuned_NotANumber_IsRefused()
    {
        var bytes = File.ReadAllBytes(_folder.File("params.pt"));
        using (var zip = System.IO.Compression.ZipFile.OpenRead(_folder.File("params.pt")))
        {
            using var data = zip.Entries.Single(entry => entry.FullName.EndsWith("data/2", StringComparison.Ordinal)).Open();
            var storage = new byte[48 * 48 * 4];
            data.ReadExactly(storage);
            var at = bytes.AsSpan().IndexOf(storage);
            BitConverter.TryWriteBytes(bytes.AsSpan(at + 400), float.NaN).Should().BeTrue();
        }

        File.WriteAllBytes(_folder.File("params.pt"), bytes);
        Loading().Should().Throw<InvalidDataException>().WithMessage("*params.pt*state 1*not finite*");
    }

    [Fact]
    public void Tuned_ParametersOfAnotherShape_AreRefused()
    {
        Parameters(new PickleBuilder().Op('}').Text("0.weight").Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1]).Op('s'));
        Loading().Should().Throw<InvalidDataException>().WithMessage("*params.pt*0.weight*3, 4*48, 48*");
        Parameters(new PickleBuilder().Op('}').Text("input.weight").Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1]).Op('s'));
        Loading().Should().Throw<InvalidDataException>().WithMessage("*'input.weight' is not among 0.weight*");
        Parameters(new PickleBuilder().Op('}'));
        Loading().Should().Throw<InvalidDataException>().WithMessage("*params.pt*0.weight*");
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch", "load")]
    public void Both_PicklesThatCall_AreRefusedByName(string module, string name)
    {
        var pickle = new PickleBuilder().Op('}').Text("J").Global(module, name).Op('(').Text("touch /tmp/x").Op('t').Op('R').Op('s');
        Parameters(pickle);
        Loading().Should().Throw<InvalidDataException>().WithMessage($"*'{module}.{name}'*not run*");
        Jacobian(pickle).Should().Throw<InvalidDataException>().WithMessage($"*'{module}.{name}'*not run*");
    }

    [Fact]
    public void Jacobian_OtherContents_AreRefused()
    {
        PickleBuilder Lens(Func<PickleBuilder, PickleBuilder> jacobians, long[] layers, long width) => layers.Aggregate(
            jacobians(new PickleBuilder().Op('}').Text("J").Op('}')).Op('s').Text("d_model").Number(width).Op('s').Text("source_layers").Op(']'),
            (pickle, layer) => pickle.Number(layer).Op('a')).Op('s');
        PickleBuilder Matrix(PickleBuilder pickle, long layer, long size = 48) => pickle.Number(layer).Tensor("FloatStorage", "0", 48 * 48, 0, [size, size], [size, 1]).Op('s');

        Jacobian(new PickleBuilder().Op(']')).Should().Throw<InvalidDataException>().WithMessage("*lens.pt*no dictionary*source_layers*");
        Jacobian(new PickleBuilder().Op('}').Text("jacobian_sum").Op('}').Op('s')).Should().Throw<InvalidDataException>().WithMessage("*'jacobian_sum'*jlens.fit*");
        Jacobian(Lens(j => Matrix(j, 1), [1, 2], 48)).Should().Throw<InvalidDataException>().WithMessage("*layers [1]*source_layers*");
        Jacobian(Lens(j => j, [], 48)).Should().Throw<InvalidDataException>().WithMessage("*one at least*");
        Jacobian(Lens(j => Matrix(j, -1), [-1], 48)).Should().Throw<InvalidDataException>().WithMessage("*a key of J*");
        Jacobian(Lens(j => Matrix(j, 1), [1], 64)).Should().Throw<InvalidDataException>().WithMessage("*d_model is 64, the model's 48*");
        Jacobian(Lens(j => Matrix(j, 4), [4], 48)).Should().Throw<InvalidDataException>().WithMessage("*layer 4, the model's are 0..3*");
        Jacobian(Lens(j => Matrix(j, 1, size: 47), [1], 48)).Should().Throw<InvalidDataException>().WithMessage("*J.1*47, 47*48, 48*");
        Jacobian(Lens(j => Matrix(Matrix(j, 1), 1), [1, 1], 48)).Should().Throw<InvalidDataException>().WithMessage("*J.1*");
        Jacobian(Lens(j => j.Number(1).Number(2).Op('s'), [1], 48)).Should().Throw<InvalidDataException>().WithMessage("*'J.1' is a number*");
        Jacobian(Lens(j => Matrix(j, 1), [1], 48)).Should().NotThrow();
        Jacobian(Lens(j => Matrix(j, 1), [1], 48).Text("unembed_hash").Text("00ff").Op('s')).Should().Throw<InvalidDataException>().WithMessage("*'00ff'*");
    }

    [Fact]
    public void Save_LensThatTheFormatCannotHold_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var tuned = new LinearLens(LinearLensKind.Tuned, new Dictionary<int, StateMap> { [0] = new(zeros(48, 48)) });
        using var jacobian = new LinearLens(LinearLensKind.Jacobian, new Dictionary<int, StateMap> { [0] = new(zeros(48, 48)) });
        FluentActions.Invoking(() => TunedLensFolder.Save(_folder.File("x"), tuned, _model, "m")).Should().Throw<ArgumentException>().WithMessage("*states 0..3*states 0*");
        FluentActions.Invoking(() => TunedLensFolder.Save(_folder.File("x"), jacobian, _model, "m")).Should().Throw<ArgumentException>().WithMessage("*Jacobian lens*");
        FluentActions.Invoking(() => JacobianLensFile.Save(_folder.File("x.pt"), jacobian, _model, 1)).Should().Throw<ArgumentException>().WithMessage("*1..4*");
        FluentActions.Invoking(() => JacobianLensFile.Save(_folder.File("x.pt"), tuned, _model, 1)).Should().Throw<ArgumentException>();
        Directory.Exists(_folder.File("x")).Should().BeFalse();
    }

    private void Configure(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(_folder.File("config.json")))!.AsObject();
        change(json);
        File.WriteAllText(_folder.File("config.json"), json.ToJsonString());
    }

    private void Parameters(PickleBuilder pickle) => File.WriteAllBytes(_folder.File("params.pt"), ArchiveBuilder.Build(pickle.Stop(), ("0", ArchiveBuilder.Floats(12))));

    private Action Loading() => () => TunedLensFolder.Load(_folder.Path, _model).Dispose();

    private Action Jacobian(PickleBuilder pickle)
    {
        File.WriteAllBytes(_folder.File("lens.pt"), ArchiveBuilder.Build(pickle.Stop(), ("0", ArchiveBuilder.Floats(48 * 48))));
        return () => JacobianLensFile.Load(_folder.File("lens.pt"), _model).Dispose();
    }
}
