using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Sweeps;
using Interp.Core.Tokens;
using Interp.Core.Transformer;

namespace Interp.Core.Lens;

/// <summary>Reads of any text, at any tokens, what every state would say next: the likeliest tokens, and how a target fares.</summary>
/// <param name="positions">Which tokens.</param>
/// <param name="options">What is read; null for <see cref="TokenLensOptions.Default"/>.</param>
public sealed class TokenLensReader(Positions positions, TokenLensOptions? options = null) : IReader
{
    private readonly TokenLensOptions _options = options ?? TokenLensOptions.Default;
    private ImmutableArray<int> _states;
    private ImmutableArray<ImmutableArray<int>> _tokens;
    private TokenPrediction[][]? _predictions;
    private SweepTally _tally = new(0);

    /// <summary>The reading, once the sweep has run.</summary>
    /// <exception cref="InvalidOperationException">It has not, or not to its end.</exception>
    public TokenReading Reading
    {
        get
        {
            var predictions = _predictions ?? throw new InvalidOperationException("There is no reading yet: give the reader to Sweep.Run first.");
            _tally.RequireAll();
            return new TokenReading(_states, _tokens, predictions);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">States or targets that the model does not have.</exception>
    public IEnumerable<Want> Wants(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(positions);
        var layers = model.Info.Layers;
        _states = _options.States ?? [.. Enumerable.Range(0, layers + 1)];
        if (_states.IsEmpty || _states.Distinct().Count() != _states.Length || _states.Any(state => state < 0 || state > layers))
            throw new ArgumentException($"States [{string.Join(", ", _states)}]: the model has states 0..{layers}, each is read once.");

        var readout = _options.Readout ?? new LogitLensReadout(model);
        readout.Require(_states);
        _tokens = positions.Resolve(Batch.Of(set));
        var predictions = _predictions = [.. _tokens.Select(list => new TokenPrediction[_states.Length * list.Length])];
        _tally = new SweepTally(set.Count * _states.Length);
        var targets = Targets(model, set);
        var vocabulary = new VocabularyReadout(readout, _options.Top, model.HasTokenizer ? model.Tokenizer.VocabularySize : model.Info.DVocab);
        return [.. _states.Select((state, index) => new Want(States.PointOf(state), positions, x => Take(vocabulary, x, state, index, predictions, targets)))];
    }

    private void Take(VocabularyReadout vocabulary, Tapped tapped, int state, int index, TokenPrediction[][] predictions, int?[][] targets)
    {
        var (places, members) = ((int)tapped.Values.shape[1], tapped.Batch.Members);
        var wanted = members.SelectMany(prompt => Enumerable.Range(0, places).Select(place => targets[prompt][Math.Min(place, targets[prompt].Length - 1)])).ToArray();
        var read = vocabulary.Read(tapped.Values, state, wanted);
        for (var row = 0; row < members.Length; row++)
        {
            _tally.Count();
            var count = _tokens[members[row]].Length;
            for (var place = 0; place < count; place++)
                predictions[members[row]][index * count + place] = read[row * places + place];
        }
    }

    private int?[][] Targets(HookedTransformer model, IReadOnlyList<IMarkedTokens> set)
    {
        var of = _options.Target ?? ((prompt, token) => token + 1 < set[prompt].Tokens.Length ? set[prompt].Tokens[token + 1] : null);
        int?[][] targets = [.. _tokens.Select((list, prompt) => list.Select(token => of(prompt, token)).ToArray())];
        if (targets.SelectMany(list => list).FirstOrDefault(target => target < 0 || target >= model.Info.DVocab) is { } strange)
            throw new ArgumentException($"Target {strange} is outside the model's vocabulary of {model.Info.DVocab} rows.");
        return targets;
    }
}
