using System.Collections.Immutable;

namespace Interp.Core.Lens;

/// <summary>What every state would say at chosen tokens of any text. Plain values.</summary>
public sealed class TokenReading
{
    private readonly TokenPrediction[][] _predictions; // [prompt][state*token]
    private readonly ImmutableArray<ImmutableArray<int>> _tokens;

    internal TokenReading(ImmutableArray<int> states, ImmutableArray<ImmutableArray<int>> tokens, TokenPrediction[][] predictions)
    {
        States = states;
        _tokens = tokens;
        _predictions = predictions;
    }

    /// <summary>The states that were read, ascending as asked for.</summary>
    public ImmutableArray<int> States { get; }

    /// <summary>Number of prompts.</summary>
    public int Prompts => _tokens.Length;

    /// <summary>The tokens that were read of a prompt, as indices into it.</summary>
    /// <param name="prompt">The prompt.</param>
    public ImmutableArray<int> TokensOf(int prompt) => _tokens[prompt];

    /// <summary>What a state says at a token.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="state">One of <see cref="States"/>.</param>
    /// <param name="token">One of <see cref="TokensOf"/>.</param>
    /// <exception cref="ArgumentException">It was not read; the message says what was.</exception>
    public TokenPrediction At(int prompt, int state, int token)
    {
        if ((uint)prompt >= (uint)Prompts)
            throw new ArgumentOutOfRangeException(nameof(prompt), prompt, $"Expected 0..{Prompts - 1}.");
        var (row, place) = (States.IndexOf(state), _tokens[prompt].IndexOf(token));
        if (row < 0)
            throw new ArgumentException($"State {state} was not read; read were {string.Join(", ", States)}.", nameof(state));
        if (place < 0)
            throw new ArgumentException($"Token {token} of prompt {prompt} was not read; read were {string.Join(", ", _tokens[prompt])}.", nameof(token));
        return _predictions[prompt][row * _tokens[prompt].Length + place];
    }
}
