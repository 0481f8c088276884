using System.Reflection;
using Interp.Core.Transformer;
using TorchSharp;

namespace Interp.Core.Tests.Conventions;

/// <summary>Numbers go into kernels through <see cref="HeldScalars"/> alone: TorchSharp lets go of a scalar that a kernel still reads.</summary>
public sealed class ScalarTests
{
    private const byte Call = 0x28;
    private const byte CallVirtual = 0x6F;
    private const byte New = 0x73;
    private const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private const int Deep = 4; // Calls inside TorchSharp from a function to the scalar that it makes.

    private static readonly Dictionary<MethodBase, bool> Makers = [];

    [Fact]
    public void Core_Methods_HandNoScalarOfTheirOwnToKernels()
    {
        var calls = typeof(HeldScalars).Assembly.GetTypes().SelectMany(type => type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))).SelectMany(CallsOf).ToArray();
        calls.Should().Contain(call => call.From == nameof(HeldScalars), "the calls are found where they are allowed");
        calls.Where(call => call.From != nameof(HeldScalars)).Select(call => $"{call.From}: {call.To}").Should().BeEmpty();
    }

    /// <summary>Calls that make a scalar: conversions of numbers, and TorchSharp's functions that make one inside, such as the sum of two tensors.</summary>
    private static IEnumerable<(string From, string To)> CallsOf(MethodBase method)
    {
        foreach (var called in CalledBy(method).Where(called => MakesScalar(called)))
            yield return (method.DeclaringType!.Name, $"{called.DeclaringType!.Name}.{called.Name}");
    }

    private static IEnumerable<MethodBase> CalledBy(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at + 4 < code.Length; at++)
        {
            if (code[at] is Call or CallVirtual or New && Resolve(method, BitConverter.ToInt32(code, at + 1)) is { } called)
                yield return called;
        }
    }

    private static bool MakesScalar(MethodBase method, int deep = Deep)
    {
        if (method.Module.Assembly != typeof(Scalar).Assembly || deep == 0)
            return false;
        if (method.DeclaringType == typeof(Scalar))
            return method.IsConstructor || method.Name == "op_Implicit";
        if (!Makers.TryGetValue(method, out var makes))
        {
            Makers[method] = false; // While it is looked into.
            Makers[method] = makes = CalledBy(method).Any(called => MakesScalar(called, deep - 1));
        }

        return makes;
    }

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
