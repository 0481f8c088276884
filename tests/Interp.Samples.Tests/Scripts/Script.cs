using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Interp.Samples.Tests.Scripts;

/// <summary>Compiles a file-based app against the libraries of this process, and runs it in it: a build of each would take minutes.</summary>
internal static class Script
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <returns>What it printed.</returns>
    public static string Run(string text, params string[] arguments)
    {
        var code = string.Join('\n', text.Split('\n').Select(line => line.StartsWith("#:", StringComparison.Ordinal) ? "" : line));
        var compilation = CSharpCompilation.Create(
            $"script-{Guid.NewGuid():N}", [CSharpSyntaxTree.ParseText(Usings, Options), CSharpSyntaxTree.ParseText(code, Options)], References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        result.Diagnostics.Where(found => found.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning).Select(found => found.ToString()).Should().BeEmpty();
        return Printed(Assembly.Load(assembly.ToArray()).EntryPoint!, arguments);
    }

    private static string Printed(MethodInfo main, string[] arguments)
    {
        var console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            main.Invoke(null, [arguments]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString().ReplaceLineEndings("\n");
    }
}
