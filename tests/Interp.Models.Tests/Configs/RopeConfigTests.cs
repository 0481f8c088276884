using System.Text.Json;
using Interp.Models.Configs;

namespace Interp.Models.Tests.Configs;

public sealed class RopeConfigTests
{
    [Theory]
    [InlineData("""{"rope_theta": 10000}""")]
    [InlineData("""{"rope_theta": 10000, "rope_scaling": null}""")]
    [InlineData("""{"rope_parameters": {"rope_type": "default", "rope_theta": 10000}}""")]
    [InlineData("""{"rope_theta": 10000, "rope_parameters": {"rope_theta": 10000.0}}""")]
    [InlineData("""{"rope_scaling": {"rope_type": "default", "rope_theta": 10000}}""")]
    public void Read_EitherGeneration_GivesTheFrequencies(string json) =>
        Read(json).InverseFrequencies.Should().Equal(1f, 0.1f, 0.01f, 0.001f);

    [Theory]
    [InlineData("""{"rope_theta": 10000, "rope_scaling": {"type": "linear", "factor": 4.0}}""")]
    [InlineData("""{"rope_theta": 10000, "rope_scaling": {"rope_type": "linear", "type": "linear", "factor": 4}}""")]
    [InlineData("""{"rope_parameters": {"rope_type": "linear", "rope_theta": 10000, "factor": 4}}""")]
    public void Read_LinearScaling_DividesEveryFrequency(string json) =>
        Read(json).InverseFrequencies.Should().Equal(1f / 4, 0.1f / 4, 0.01f / 4, 0.001f / 4);

    [Fact]
    public void Read_Llama3ScalingWithoutOriginalLength_TakesTheContext()
    {
        const string Scaling = """{"rope_parameters": {"rope_type": "llama3", "rope_theta": 10000, "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4 """;

        Read(Scaling + "}}").Should().Be(Read(Scaling + """, "original_max_position_embeddings": 200}}"""));
    }

    [Fact]
    public void Read_Llama3Scaling_KeepsShortDividesLongAndBlendsBetween()
    {
        // Wavelengths are 6.28, 62.8, 628 and 6283 positions; kept below 200 / 4, divided above 200 / 1.
        var frequencies = Read("""
            {"rope_parameters": {"rope_type": "llama3", "rope_theta": 10000, "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4,
             "original_max_position_embeddings": 200}}
            """).InverseFrequencies;

        var ramp = (200 / (2 * Math.PI / 0.1) - 1) / (4 - 1);
        frequencies[0].Should().Be(1f);
        frequencies[1].Should().BeApproximately((float)((1 - ramp) * 0.1 / 8 + ramp * 0.1), 1e-8f);
        frequencies[2].Should().Be(0.01f / 8);
        frequencies[3].Should().Be(0.001f / 8);
    }

    [Fact]
    public void InverseFrequencies_Divisors_DivideEachItsOwn()
    {
        var rope = new RopeConfig { Base = 10_000, Width = 8, Scaling = new RopeScaling.Divisors([1, 2, 4, 8]) };
        rope.InverseFrequencies.Should().Equal(1f, 0.1f / 2, 0.01f / 4, 0.001f / 8);
    }

    [Theory]
    [InlineData("""{"partial_rotary_factor": 0.5}""", 4)]
    [InlineData("""{"rope_parameters": {"partial_rotary_factor": 0.25}}""", 2)]
    [InlineData("{}", 8)]
    public void Read_ShareOfTheHead_GivesTheWidth(string json, int width) => Read(json).Width.Should().Be(width);

    [Theory]
    [InlineData("""{"rope_scaling": {"type": "linear", "factor": 2}, "rope_parameters": {"rope_type": "default"}}""", "*rope_scaling*beside rope_parameters*")]
    [InlineData("""{"rope_scaling": {"type": "linear"}}""", "*factor is missing*")]
    [InlineData("""{"rope_scaling": {"type": "linear", "factor": -1}}""", "*factor is -1*positive*")]
    [InlineData("""{"rope_theta": 5, "rope_parameters": {"rope_theta": 10000.0}}""", "*rope_theta is 5, expected what rope_theta says in config.json, rope_parameters, 10000*")]
    [InlineData("""{"partial_rotary_factor": 1, "rope_parameters": {"partial_rotary_factor": 0.5}}""", "*partial_rotary_factor is 1, expected*0.5*")]
    [InlineData("""{"rope_scaling": {"type": "linear", "rope_type": "llama3", "factor": 2}}""", "*rope_type is*llama3*, but type, another spelling of it, is*linear*")]
    [InlineData("""{"rope_theta": 0}""", "*rope_theta*positive base*")]
    [InlineData("""{"partial_rotary_factor": 1.5}""", "*12 of 8 dimensions*")]
    public void Read_WhatCannotBe_IsRefused(string json, string message)
    {
        var read = () => Read(json);
        read.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    private static RopeConfig Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return RopeConfig.Read(ConfigReader.FromElement(document.RootElement.Clone(), "config.json"), RopeKeys.Usual, dHead: 8, contextLength: 200);
    }
}
