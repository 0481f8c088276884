namespace Interp.Core.Patchscopes;

/// <summary>One patch: which state goes where.</summary>
/// <param name="Prompt">The source prompt, as an index into the source states.</param>
/// <param name="From">Its state that is taken: 0 the embedding, k the stream after block k-1.</param>
/// <param name="To">The state of the target prompt that it replaces.</param>
public readonly record struct PatchscopeCell(int Prompt, int From, int To)
{
    /// <summary>Every state of every source prompt, put into the target's state of the same number.</summary>
    /// <param name="sources">The source states.</param>
    public static IReadOnlyList<PatchscopeCell> SameState(SourceStates sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return [.. from prompt in Enumerable.Range(0, sources.Prompts) from state in sources.States select new PatchscopeCell(prompt, state, state)];
    }

    /// <summary>Every state of every source prompt, put into each of some states of the target.</summary>
    /// <param name="sources">The source states.</param>
    /// <param name="to">The target's states.</param>
    public static IReadOnlyList<PatchscopeCell> All(SourceStates sources, params IEnumerable<int> to)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(to);
        return [.. from prompt in Enumerable.Range(0, sources.Prompts) from state in sources.States from target in to select new PatchscopeCell(prompt, state, target)];
    }
}
