using Interp.Models.Tests.Parity;
using Interp.Models.Tokenizers;
using Microsoft.ML.Tokenizers;

namespace Interp.Models.Tests.Tokenizers;

/// <summary>A tokenizer of the caller's own in place of the source's.</summary>
public sealed class OwnTokenizerTests
{
    [Fact]
    public void Load_FolderWithoutATokenizer_TakesTheCallers()
    {
        var own = Models.TinyTokenizer.Create([]);
        using var folder = new ReferenceFolder("llama");
        folder.Write("tokenizer.model", "what nothing here reads");

        using var model = Pretrained.Load(Reference.Copy("gptj"), new PretrainedOptions { Tokenizer = Models.TinyTokenizer.Create([], addsBeginningOfSequence: true) });
        var inspected = Pretrained.Inspect(folder.Path, new PretrainedOptions { Tokenizer = own });

        model.Tokenizer.BeginningOfSequence.Should().Be(256);
        inspected.Tokenizer.Should().BeSameAs(own);
    }

    [Fact]
    public void Load_MicrosoftTokenizer_IsTheModels()
    {
        using var stream = new MemoryStream("{\"a\":0,\"b\":1,\"ab\":2}"u8.ToArray());
        using var merges = new MemoryStream("#version: 0.2\na b\n"u8.ToArray());
        var own = new MicrosoftTokenizer(BpeTokenizer.Create(stream, merges), vocabularySize: 3);

        using var model = Pretrained.Load(Reference.Copy("llama"), new PretrainedOptions { Tokenizer = own });

        model.Tokenizer.Encode("ab").Ids.Should().Equal(2);
    }

    [Fact]
    public void Load_LargerThanTheModel_IsRefused()
    {
        var own = Models.TinyTokenizer.Create(["apple", "banana", "cherry", "damson"]);
        using var folder = new ReferenceFolder("llama");

        var load = () => Pretrained.Load(folder.Path, new PretrainedOptions { Tokenizer = own });

        load.Should().Throw<InvalidDataException>().WithMessage("*PretrainedOptions.Tokenizer has 2*rows*");
    }

    [Fact]
    public void Load_GivenAndNotWanted_IsRefused()
    {
        var load = () => Pretrained.Load(Reference.Copy("llama"), new PretrainedOptions { Tokenizer = Models.TinyTokenizer.Create([]), WithTokenizer = false });

        load.Should().Throw<ArgumentException>().WithMessage("*Tokenizer is given, but WithTokenizer is false*");
    }
}
