using System.Reflection;
using Interp.Core.Transformer;

namespace Interp.Core.Tests.Conventions;

/// <summary>Numbers go into kernels through <see cref="HeldScalars"/> alone: TorchSharp lets go of a scalar that a kernel still reads.</summary>
public sealed class ScalarTests
{
    private const byte Call = 0x28;
    private const byte CallVirtual = 0x6F;
    private const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly string[] MakeScalars = ["arange", "full", "linspace", "full_like"];

    [Fact]
    public void Core_Methods_HandNoScalarOfTheirOwnToKernels()
    {
        var calls = typeof(HeldScalars).Assembly.GetTypes().SelectMany(type => type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))).SelectMany(CallsOf).ToArray();
        calls.Should().Contain(call => call.From == nameof(HeldScalars), "the calls are found where they are allowed");
        calls.Where(call => call.From != nameof(HeldScalars)).Select(call => $"{call.From}: {call.To}").Should().BeEmpty();
    }

    /// <summary>Calls that make a scalar: conversions of numbers, operators of a tensor with a number, and functions that make scalars inside.</summary>
    private static IEnumerable<(string From, string To)> CallsOf(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at + 4 < code.Length; at++)
        {
            if (code[at] is Call or CallVirtual && Resolve(method, BitConverter.ToInt32(code, at + 1)) is { } called && MakesScalar(called))
                yield return (method.DeclaringType!.Name, $"{called.DeclaringType!.Name}.{called.Name}");
        }
    }

    private static bool MakesScalar(MethodBase method) => method.DeclaringType?.FullName?.StartsWith("TorchSharp.", StringComparison.Ordinal) == true
        && ((method.DeclaringType.Name == "Scalar" && method.Name == "op_Implicit")
            || (method.Name.StartsWith("op_", StringComparison.Ordinal) && method.DeclaringType.Name == "Tensor" && method.GetParameters().Any(parameter => parameter.ParameterType.IsPrimitive))
            || MakeScalars.Contains(method.Name));

    /// <summary>What a token names; bytes that only look like a call name nothing.</summary>
    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMethod(token, method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null);
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException or FileNotFoundException)
        {
            return null;
        }
    }
}
