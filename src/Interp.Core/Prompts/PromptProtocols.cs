using Interp.Core.Tokens;

namespace Interp.Core.Prompts;

/// <summary>The one protocol of prompts and of what is done with them.</summary>
internal static class PromptProtocols
{
    /// <summary>The protocol that is asked for, or that of the prompts, or the definitions where none is known.</summary>
    /// <param name="prompts">Prompts; those made by hand, and bare tokens, are of none.</param>
    /// <param name="asked">What is asked for; null for that of the prompts.</param>
    /// <exception cref="ArgumentException">Several.</exception>
    public static Protocol Of(IEnumerable<IMarkedTokens> prompts, Protocol? asked)
    {
        Protocol[] known = [.. prompts.OfType<Prompt>().Select(prompt => prompt.Protocol).OfType<Protocol>().Distinct()];
        if (known.Length > 1)
            throw new ArgumentException($"The prompts were made under several protocols: {string.Join(", ", known.Select(protocol => $"'{protocol}'"))}. Take those of one.", nameof(prompts));
        if (known.Length == 1 && asked is not null && asked != known[0])
            throw new ArgumentException($"The prompts were made under the protocol '{known[0]}', what is done with them under '{asked}': make prompts for the one that is wanted.", nameof(asked));
        return asked ?? (known.Length == 1 ? known[0] : Protocol.Corrected);
    }
}
