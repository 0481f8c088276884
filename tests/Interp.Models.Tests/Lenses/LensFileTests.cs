using Interp.Core.Batches;
using Interp.Core.LinearLenses;
using Interp.Core.Transformer;
using Interp.Models.Checkpoints;
using Interp.Models.Lenses;
using Interp.Models.Tests.Parity;
using static TorchSharp.torch;

namespace Interp.Models.Tests.Lenses;

/// <summary>Files that PyTorch wrote, read here; files written here, read by PyTorch.</summary>
public sealed class LensFileTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();
    private readonly HookedTransformer _model = Pretrained.Load(Reference.Copy("gptj"));

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Tuned_OfPyTorch_SaysWhatPyTorchSays()
    {
        using var lens = TunedLensFolder.Load(Reference.File("lenses", "tuned"), _model);
        lens.Kind.Should().Be(LinearLensKind.Tuned);
        lens.States.Should().Equal(0, 1, 2, 3);
        SaysWhatPyTorchSays(lens, "tuned");
    }

    [Fact]
    public void Jacobian_OfPyTorch_SaysWhatPyTorchSays()
    {
        using var lens = JacobianLensFile.Load(Reference.File("lenses", "jacobian.pt"), _model);
        lens.Kind.Should().Be(LinearLensKind.Jacobian);
        lens.States.Should().Equal([1, 2, 3], "layer l is what block l leaves");
        SaysWhatPyTorchSays(lens, "jacobian");
        FluentActions.Invoking(() => new LinearLensReadout(_model, lens).Require([0, 1])).Should().Throw<ArgumentException>().WithMessage("*1..3, none for state 0*");
    }

    [Fact]
    public void Tuned_SavedAndLoaded_IsTheSameBits()
    {
        using var lens = TunedLensFolder.Load(Reference.File("lenses", "tuned"), _model);
        TunedLensFolder.Save(_folder.File("lens"), lens, _model, "tiny-gptj");
        using var again = TunedLensFolder.Load(_folder.File("lens"), _model);
        AreTheSame(lens, again);
        var first = File.ReadAllBytes(_folder.File("lens/params.pt"));
        TunedLensFolder.Save(_folder.File("lens"), again, _model, "tiny-gptj");
        File.ReadAllBytes(_folder.File("lens/params.pt")).Should().Equal(first);
        Directory.GetFileSystemEntries(_folder.File("lens")).Should().HaveCount(2);
    }

    [Fact]
    public void Jacobian_SavedAndLoaded_IsTheSameBitsWithState0()
    {
        var texts = Batch.Of([3, 1, 4, 1, 5, 9, 2, 6], [5, 3, 5, 8, 9]).Sequences;
        using var lens = JacobianLens.Compute(_model, texts, new JacobianLensOptions { SkipFirst = 2 });
        lens.States.Should().Equal(0, 1, 2, 3);
        JacobianLensFile.Save(_folder.File("lens.pt"), lens, _model, texts.Length);
        using var again = JacobianLensFile.Load(_folder.File("lens.pt"), _model);
        AreTheSame(lens, again);
    }

    [SkippableFact]
    public void Files_WrittenHere_AreReadByPyTorch()
    {
        Skip.IfNot(File.Exists(Python) && Run("-c", "import torch").Exit == 0, "There is no Python with PyTorch.");
        using var tuned = TunedLensFolder.Load(Reference.File("lenses", "tuned"), _model);
        TunedLensFolder.Save(_folder.File("tuned"), tuned, _model, "tiny-gptj");
        using var jacobian = JacobianLens.Compute(_model, Batch.Of([3, 1, 4, 1, 5, 9, 2, 6]).Sequences, new JacobianLensOptions { SkipFirst = 2 });
        JacobianLensFile.Save(_folder.File("jacobian.pt"), jacobian, _model, 1);
        var (exit, output) = Run("-c", $$"""
            import json, torch
            config = json.load(open(r"{{_folder.File("tuned/config.json")}}"))
            layers = torch.nn.ModuleList([torch.nn.Linear(config["d_model"], config["d_model"], bias=config["bias"]) for _ in range(config["num_hidden_layers"])])
            layers.load_state_dict(torch.load(r"{{_folder.File("tuned/params.pt")}}", weights_only=True))
            theirs = torch.load(r"{{Reference.File("lenses", "tuned", "params.pt")}}")
            print(all(torch.equal(layers.state_dict()[name], theirs[name]) for name in theirs), config == json.load(open(r"{{Reference.File("lenses", "tuned", "config.json")}}")))
            lens = torch.load(r"{{_folder.File("jacobian.pt")}}", weights_only=True)
            print(lens["d_model"], lens["n_prompts"], lens["source_layers"], sorted(lens["J"]), lens["J"][1].dtype, lens["J"][1].shape, f'{lens["J"][1][2, 3].item():.6e}')
            """);
        exit.Should().Be(0, output);
        var number = jacobian[2].Weight[2, 3].item<float>().ToString("e6", System.Globalization.CultureInfo.InvariantCulture);
        output.Split('\n')[0].Should().Be("True True");
        output.Split('\n')[1].Should().StartWith("48 1 [0, 1, 2] [0, 1, 2] torch.float32 torch.Size([48, 48]) ").And.Contain(number[..8]);
    }

    private void SaysWhatPyTorchSays(LinearLens lens, string name)
    {
        using var scope = NewDisposeScope();
        using var expected = PyTorchBinFile.Open(Reference.File("lenses", "expected.pt"));
        var readout = new LinearLensReadout(_model, lens);
        foreach (var state in lens.States.Append(_model.Info.Layers))
        {
            var logits = readout.Unembedding.Logits(readout.Normalized(expected.Read($"stream.{state}"), state));
            (logits - expected.Read($"{name}.{state}")).abs().max().item<float>().Should().BeLessThan((float)Reference.Tolerance, $"state {state}");
        }
    }

    private static void AreTheSame(LinearLens one, LinearLens other)
    {
        other.States.Should().Equal(one.States);
        foreach (var state in one.States)
        {
            one[state].Weight.bytes.SequenceEqual(other[state].Weight.bytes).Should().BeTrue();
            (one[state].Bias is null).Should().Be(other[state].Bias is null);
            if (one[state].Bias is { } bias)
                bias.bytes.SequenceEqual(other[state].Bias!.bytes).Should().BeTrue();
        }
    }

    private static (int Exit, string Output) Run(params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }
}
