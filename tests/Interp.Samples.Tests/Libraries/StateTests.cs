using System.Reflection;
using System.Runtime.CompilerServices;
using Interp.Core.Hooks;
using Interp.Datasets;
using Interp.Models;

namespace Interp.Samples.Tests.Libraries;

/// <summary>The libraries keep nothing between calls: two users of one process cannot disturb each other.</summary>
public sealed class StateTests
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Libraries => new() { typeof(HookPoint).Assembly.GetName().Name!, typeof(Pretrained).Assembly.GetName().Name!, typeof(Benchmark).Assembly.GetName().Name! };

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Statics_OfALibrary_AreSetOnce(string library) =>
        Fields(library).Where(field => field is { IsInitOnly: false, IsLiteral: false }).Select(Name).Should().BeEmpty();

    /// <summary>Tables that are filled where they are declared may be of any type; what is called a cache or holds a lock may not be there.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void Statics_OfALibrary_AreNothingThatGrows(string library) =>
        Fields(library).Where(field => field.FieldType.IsGenericType && field.FieldType.Name is "List`1" or "ConcurrentDictionary`2" or "ConcurrentBag`1" or "ConcurrentQueue`1" or "ThreadLocal`1" or "AsyncLocal`1" or "ConditionalWeakTable`2").Select(Name).Should().BeEmpty();

    private static IEnumerable<FieldInfo> Fields(string library) => Assembly.Load(library).GetTypes()
        .Where(type => type.Namespace?.StartsWith("Interp.", StringComparison.Ordinal) == true && !type.IsDefined(typeof(CompilerGeneratedAttribute)))
        .SelectMany(type => type.GetFields(Statics))
        .Where(field => !field.Name.StartsWith("<>", StringComparison.Ordinal));

    private static string Name(FieldInfo field) => $"{field.DeclaringType!.FullName}.{field.Name}";
}
