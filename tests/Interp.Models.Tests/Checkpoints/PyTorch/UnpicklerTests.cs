using Interp.Models.Checkpoints.PyTorch;

namespace Interp.Models.Tests.Checkpoints.PyTorch;

public sealed class UnpicklerTests
{
    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_tensor")]
    [InlineData("numpy.core.multiarray", "_reconstruct")]
    public void Run_ForbiddenGlobal_IsRefusedByName(string module, string name)
    {
        var pickle = new PickleBuilder().Global(module, name).Text("true").Raw(0x85).Op('R').Stop();

        Running(pickle).Should().Throw<InvalidDataException>().WithMessage($"x.bin*'{module}.{name}'*not run*");
    }

    [Fact]
    public void Run_ForbiddenStackGlobal_IsRefusedByName()
    {
        var pickle = new PickleBuilder().Text("posix").Text("system").Raw(0x93).Stop();

        Running(pickle).Should().Throw<InvalidDataException>().WithMessage("*'posix.system'*");
    }

    [Theory]
    [InlineData('i')] // INST: calls a class named in the lines that follow
    [InlineData('o')] // OBJ
    [InlineData('P')] // PERSID
    [InlineData('\x81')] // NEWOBJ
    [InlineData('\x82')] // EXT1
    [InlineData('\x92')] // NEWOBJ_EX
    public void Run_InstructionThatStateDictionariesLack_IsRefused(char opcode) =>
        Running(new PickleBuilder().Op('(').Op(opcode).Stop()).Should().Throw<InvalidDataException>().WithMessage($"*0x{(int)opcode:x2}*not run*");

    [Fact]
    public void Run_ListThatHoldsItself_Ends()
    {
        var pickle = new PickleBuilder().Op(']').Raw((byte)'q', 0).Raw((byte)'h', 0).Op('a').Stop();

        var list = new Unpickler(pickle, "x.bin").Run().Should().BeOfType<PickledList>().Subject;
        list.Items.Should().ContainSingle().Which.Should().BeSameAs(list);
    }

    [Fact]
    public void Run_MillionNestedTuples_Ends()
    {
        var pickle = new PickleBuilder().Op(')').Raw([.. Enumerable.Repeat((byte)0x85, 1_000_000)]).Stop();

        new Unpickler(pickle, "x.bin").Run().Should().BeOfType<PickledTuple>();
    }

    public static TheoryData<string, byte[]> Floods => new()
    {
        { "*stacks more than*", [.. Enumerable.Repeat((byte)')', 2_000_000)] },
        { "*more than*marks*", [.. Enumerable.Repeat((byte)'(', 2_000_000)] },
        { "*more than*instructions*", [.. Enumerable.Repeat(new byte[] { (byte)'N', (byte)'0' }, 3_000_000).SelectMany(b => b)] },
        { "*ends*early*", [(byte)'X', 0xff, 0xff, 0xff, 0xff] },
        { "*ends*early*", [(byte)'N'] },
        { "*empty stack*", [(byte)'0'] },
        { "*empty stack*", [(byte)'N', (byte)'(', (byte)'0'] },
        { "*mark*none*", [(byte)'t'] },
        { "*never stored*", [(byte)'h', 7] },
        { "*integer of 200 bytes*", [0x8a, 200, .. new byte[200]] },
        { "*protocol 9*", [0x80, 9] },
        { "*without a value*", [(byte)'}', (byte)'(', (byte)'N', (byte)'u'] },
        { "*no end within*", [(byte)'c', .. Enumerable.Repeat((byte)'a', 1000)] },
    };

    [Theory]
    [MemberData(nameof(Floods), DisableDiscoveryEnumeration = true)]
    public void Run_DamagedOrEndless_IsRefused(string message, byte[] pickle) =>
        Running(pickle).Should().Throw<InvalidDataException>().WithMessage(message);

    private static Action Running(byte[] pickle) => () => new Unpickler(pickle, "x.bin").Run();
}
