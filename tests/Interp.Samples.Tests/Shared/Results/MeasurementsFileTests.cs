using CsCheck;
using Interp.Core;
using Interp.Core.Prompts;
using Interp.Core.Studies;
using Interp.Samples.Shared.Results;

namespace Interp.Samples.Tests.Shared.Results;

public sealed class MeasurementsFileTests : IDisposable
{
    private const string Header = "setting,dataset,format,prompts,layer,position,calibrated_accuracy,upper95,permuted_score";
    private const string Line = "permuted_incorrect_labels,sst2,0,false,3,7,0.25,0.375,0.75";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_OneRow_IsTheSchemaOfThePaperAfterModelAndProtocol()
    {
        MeasurementsFile.Write(_folder.File("rows.csv"), [new Measurement
        {
            Model = "tiny",
            Protocol = Protocol.Corrected,
            Setting = Setting.Permuted,
            Dataset = "sst2",
            Format = 0,
            Prompts = PromptKind.False,
            State = 3,
            Demonstration = 7,
            CalibratedAccuracy = 0.25,
            Upper95 = 0.375,
            PermutedScore = 0.75,
        }]);

        File.ReadAllText(_folder.File("rows.csv")).Should().Be($"model,protocol,{Header}\ntiny,corrected,{Line}\n");
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSameToTheBit() => Rows.List[0, 20].Sample(
        rows =>
        {
            var path = _folder.File("rows.csv");
            MeasurementsFile.Write(path, rows);
            MeasurementsFile.Read(path).Should().Equal(rows);
        },
        iter: 50, threads: 1);

    /// <summary>The paper's files are of one model each and do not say which, nor that they were published.</summary>
    [Fact]
    public void Read_FileOfThePaper_TakesTheModelFromItsName()
    {
        File.WriteAllText(_folder.File("gpt_j.csv"), $"{Header}\n{Line}\n");
        MeasurementsFile.Read(_folder.File("gpt_j.csv")).Should().ContainSingle(row => row.Model == "gpt_j" && row.Protocol == Protocol.Published && row.State == 3);
    }

    [Theory]
    [InlineData("model,protocol," + Header + "\n ,corrected," + Line + "\n", "line 2: column model: found \" \", expected a model's name")]
    [InlineData("model,protocol," + Header + "\ntiny,correct," + Line + "\n", "line 2: column protocol:")]
    [InlineData("model,protocol," + Header + "\n" + Line + "\n", "line 2: found 9 columns, expected 11")]
    [InlineData("", "line 1: found \"\", expected the header")]
    [InlineData("layer,position\n1,2\n", "line 1: found \"layer,position\", expected the header")]
    [InlineData(Header + "\n" + Line + ",1\n", "line 2: found 10 columns, expected 9")]
    [InlineData(Header + "\n" + Line + "\nupside_down,sst2,0,false,3,7,0,0,0\n", "line 3: column setting: found \"upside_down\"")]
    [InlineData(Header + "\nrandom_labels,sst2,0,False,3,7,0,0,0\n", "line 2: column prompts: found \"False\", expected correct or false")]
    [InlineData(Header + "\nrandom_labels,sst2,0,false,-3,7,0,0,0\n", "line 2: column layer: found \"-3\", expected a whole number")]
    [InlineData(Header + "\nrandom_labels,sst2,0,false,3,7,nan,0,0\n", "line 2: column calibrated_accuracy: found \"nan\", expected a number")]
    [InlineData(Header + "\nrandom_labels,sst2,0,false,3,7,0,\"0,0,0\n", "rows.csv")]
    public void Read_Damaged_SaysWhereAndWhat(string text, string message)
    {
        File.WriteAllText(_folder.File("rows.csv"), text);
        var read = () => MeasurementsFile.Read(_folder.File("rows.csv"));
        read.Should().Throw<InvalidDataException>().Which.Message.Should().StartWith(_folder.File("rows.csv")).And.Contain(message);
    }

    [Fact]
    public void Read_CutGzip_Throws()
    {
        File.WriteAllBytes(_folder.File("rows.csv.gz"), [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x55]);
        var read = () => MeasurementsFile.Read(_folder.File("rows.csv.gz"));
        read.Should().Throw<InvalidDataException>().WithMessage($"{_folder.File("rows.csv.gz")}: *");
    }

    [Fact]
    public void Read_EndlessCell_Throws()
    {
        File.WriteAllText(_folder.File("rows.csv"), new string('x', 100_000));
        var read = () => MeasurementsFile.Read(_folder.File("rows.csv"));
        read.Should().Throw<InvalidDataException>().WithMessage($"{_folder.File("rows.csv")}: *");
    }

    private static Gen<Measurement> Rows =>
        from place in Gen.Select(Gen.Enum<Setting>(), Gen.OneOf(Gen.Const("sst2"), Gen.Const("tweet_eval_hate"), Gen.Const("a, \"b\"")), Gen.Int[0, 14], Gen.Enum<PromptKind>())
        from index in Gen.Select(Gen.Int[0, 80], Gen.Int[0, 40])
        from value in Gen.Select(Gen.Double[0, 1], Gen.Double[0, 2], Gen.Double[0, 1])
        select new Measurement
        {
            Model = "tiny",
            Protocol = Protocol.Corrected,
            Setting = place.Item1,
            Dataset = place.Item2,
            Format = place.Item3,
            Prompts = place.Item4,
            State = index.Item1,
            Demonstration = index.Item2,
            CalibratedAccuracy = value.Item1,
            Upper95 = value.Item2,
            PermutedScore = value.Item3,
        };
}
