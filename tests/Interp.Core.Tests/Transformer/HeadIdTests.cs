using Interp.Core.Transformer;

namespace Interp.Core.Tests.Transformer;

public sealed class HeadIdTests
{
    [Fact]
    public void Parse_WhatToStringWrites_IsTheSame() => HeadId.Parse(new HeadId(14, 6).ToString()).Should().Be(new HeadId(14, 6));

    [Theory]
    [InlineData("")]
    [InlineData("14")]
    [InlineData("14.")]
    [InlineData("14.6.1")]
    [InlineData("14,6")]
    [InlineData("-1.6")]
    [InlineData("14. 6")]
    [InlineData("99999999999.0")]
    public void Parse_AnotherForm_Throws(string text) =>
        FluentActions.Invoking(() => HeadId.Parse(text)).Should().Throw<FormatException>().WithMessage("*14.6*");

    [Fact]
    public void Order_IsByBlockThenHead()
    {
        new[] { new HeadId(10, 0), new HeadId(2, 11), new HeadId(2, 3) }.Order().Should().Equal(new HeadId(2, 3), new HeadId(2, 11), new HeadId(10, 0));
        (new HeadId(2, 11) < new HeadId(10, 0)).Should().BeTrue();
        (new HeadId(2, 3) >= new HeadId(2, 3)).Should().BeTrue();
        (new HeadId(2, 3) > new HeadId(2, 3)).Should().BeFalse();
    }
}
