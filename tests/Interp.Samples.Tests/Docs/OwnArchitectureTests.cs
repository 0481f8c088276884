using Interp.Models.Tests.Architectures;

namespace Interp.Samples.Tests.Docs;

public sealed class OwnArchitectureTests
{
    private static readonly string Code = Repository.Read("tests/Interp.Models.Tests/Architectures/ParallelLlama.cs");

    [Fact]
    public void Page_Code_IsTheOneThatTheTestsLoad() =>
        Repository.Read("docs/own-architecture.md").Should().Contain($"```csharp\n{Code.Replace("namespace Interp.Models.Tests.Architectures;\n\n", "", StringComparison.Ordinal)}```");

    [Fact]
    public void Architecture_FromPublicMembersAlone_IsThePages() => ParallelLlama.Architecture.ModelType.Should().Be("parallel_llama");
}
