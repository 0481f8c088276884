using System.Collections.Immutable;
using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Lens;
using Interp.Core.Tokens;
using Interp.Core.Transformer;
using Interp.Core.Transformer.Placement;
using static TorchSharp.torch;

namespace Interp.Core.Patchscopes;

/// <summary>The patches of one target prompt, one a row.</summary>
internal sealed class PatchscopeRows
{
    private const int TokensAtOnce = 4096;

    private readonly HookedTransformer _model;
    private readonly SourceStates _sources;
    private readonly PatchscopeTarget _target;
    private readonly IReadOnlyList<PatchscopeCell> _cells;
    private readonly int _at;
    private readonly int _read;

    /// <exception cref="ArgumentException">What does not fit together.</exception>
    public PatchscopeRows(HookedTransformer model, SourceStates sources, PatchscopeTarget target, IReadOnlyList<PatchscopeCell> cells)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count == 0)
            throw new ArgumentException($"There is no cell, so nothing is patched; {nameof(PatchscopeCell)}.{nameof(PatchscopeCell.SameState)} makes those of every state.", nameof(cells));
        (_model, _sources, _target, _cells) = (model, sources, target, cells);
        var batch = Batch.Of([target.Prompt]);
        SourceStates.RequireOne(target.At, batch);
        SourceStates.RequireOne(target.Read, batch);
        (_at, _read) = (target.At.Resolve(batch)[0][0], target.Read.Resolve(batch)[0][0]);
        if (_read < _at)
            throw new ArgumentException($"Token {_read} is read, which does not see the patch at token {_at}: read that or a later one.", nameof(target));
        foreach (var cell in cells)
        {
            RequireState(model, cell.To, nameof(cells));
            if ((uint)cell.Prompt >= (uint)sources.Prompts)
                throw new ArgumentOutOfRangeException(nameof(cells), cell, $"There are source prompts 0..{sources.Prompts - 1}.");
            sources.At(cell.From).Dispose();
            if (cell.To == model.Info.Layers && _read != _at)
                throw new ArgumentException($"{cell} patches the last state at token {_at}, which no later token sees; token {_read} is read.", nameof(cells));
        }

        using var values = Values([cells[0]]);
        RequireWidth(model, values);
    }

    /// <exception cref="ArgumentOutOfRangeException">A state that the model does not have.</exception>
    public static void RequireState(HookedTransformer model, int state, string parameter)
    {
        if (state < 0 || state > model.Info.Layers)
            throw new ArgumentOutOfRangeException(parameter, state, $"The model has states 0..{model.Info.Layers}: 0 the embedding, k the stream after block k-1.");
    }

    /// <exception cref="ArgumentException">Not [row, d_model].</exception>
    public static void RequireWidth(HookedTransformer model, Tensor values)
    {
        if (values.Dimensions != 2 || values.shape[1] != model.Info.DModel)
            throw new ArgumentException($"What is put in is [{string.Join(", ", values.shape)}]; the model's stream takes [cell, {model.Info.DModel}]. Give a map to that width.");
    }

    public static TensorIndex Index(IEnumerable<int> indices, Device device) => TensorIndex.Tensor(tensor(indices.Select(index => (long)index).ToArray(), device: device));

    /// <summary>Puts values into an activation.</summary>
    /// <param name="x">[row, pos, d_model]; stays as it is.</param>
    /// <param name="places">Where.</param>
    /// <param name="values">[place, d_model]</param>
    public static Tensor Put(Tensor x, StatePlace[] places, Tensor values) => places.Length == 0
        ? x
        : x.clone().index_put_(values.to(x.dtype).On(x.device), Index(places.Select(place => place.Row), x.device), Index(places.Select(place => place.Place), x.device));

    /// <summary>[row, d_vocab]</summary>
    public Tensor Logits()
    {
        using var scope = NewDisposeScope();
        using var states = TargetStates.Record(_model, _target.Prompt, [.. _cells.Select(cell => cell.To).Distinct()]);
        var rows = new Tensor[_cells.Count];
        foreach (var group in _cells.Index().GroupBy(cell => cell.Item.To))
        {
            foreach (var chunk in group.Chunk(Math.Max(1, TokensAtOnce / _target.Prompt.Tokens.Length)))
            {
                using var inner = NewDisposeScope();
                var batch = Batch.Of([_target.Prompt], Enumerable.Repeat(0, chunk.Length));
                var stream = states.At(group.Key).expand(chunk.Length, -1, -1); // [row, pos, d_model]
                var patched = Put(stream, [.. chunk.Select((_, row) => new StatePlace(row, _at))], Values([.. chunk.Select(cell => cell.Item)]));
                var logits = _model.LogitsOfState(batch, group.Key, patched, Positions.At([[_read]])); // [row, 1, d_vocab]
                for (var row = 0; row < chunk.Length; row++)
                    rows[chunk[row].Index] = logits[row, 0].MoveToOtherDisposeScope(scope);
            }
        }

        return stack(rows, 0).MoveToOuterDisposeScope();
    }

    /// <summary>Writes on greedily: each cell's next tokens.</summary>
    /// <exception cref="ArgumentException">More tokens than the context holds.</exception>
    public ImmutableArray<int>[] Continue(int count)
    {
        if (_target.Prompt.Tokens.Length + count > _model.Info.ContextLength)
            throw new ArgumentException($"A prompt of {_target.Prompt.Tokens.Length} tokens and {count} more do not fit in the context of {_model.Info.ContextLength}.", nameof(count));
        return [.. _cells.Chunk(Math.Max(1, TokensAtOnce / (_target.Prompt.Tokens.Length + count))).SelectMany(cells => Written(cells, count))];
    }

    private ImmutableArray<int>[] Written(PatchscopeCell[] cells, int count)
    {
        using var scope = NewDisposeScope();
        using var patches = HookScope.Join(cells.Index().GroupBy(cell => cell.Item.To).Select(group =>
        {
            var values = Values([.. group.Select(cell => cell.Item)]);
            StatePlace[] places = [.. group.Select(cell => new StatePlace(cell.Index, _at))];
            return _model.Intervene(States.PointOf(group.Key), new Listener.Intervention((x, grid) => PutWhereComputed(x, grid, places, values), _ => { }));
        }));
        ImmutableArray<int>[] written = [.. cells.Select(_ => ImmutableArray<int>.Empty)];
        for (var step = 0; step < count; step++)
        {
            using var inner = NewDisposeScope();
            var words = _model.HasTokenizer ? _model.Tokenizer.VocabularySize : _model.Info.DVocab;
            var batch = Batch.Of(written.Select(tokens => new MarkedTokens(_target.Prompt.Tokens.AddRange(tokens), _target.Prompt.Marks)));
            var next = _model.Logits(batch, Positions.Last).select(1, 0).narrow(1, 0, words).argmax(1).cpu().data<long>().ToArray();
            written = [.. written.Zip(next, (tokens, token) => tokens.Add((int)token))];
        }

        return written;
    }

    /// <summary>Where few tokens of the last block are computed, the patched one may not be among them; nobody sees it then.</summary>
    private static Tensor PutWhereComputed(Tensor x, TokenGrid grid, StatePlace[] places, Tensor values)
    {
        var there = places.Select((place, i) => (Index: i, place.Row, Place: grid.PlaceOf(place.Row, place.Place))).Where(one => one.Place is not null).ToArray();
        return there.Length == 0 ? x : Put(x, [.. there.Select(one => new StatePlace(one.Row, one.Place!.Value))], values[Index(there.Select(one => one.Index), values.device)]);
    }

    /// <summary>What cells put in: [row, d_model].</summary>
    private Tensor Values(IReadOnlyList<PatchscopeCell> cells)
    {
        using var scope = NewDisposeScope();
        // States of a model on several devices are where their blocks are.
        var values = stack(cells.Select(cell => _sources.At(cell.From)[cell.Prompt].On(_model.Device)), 0);
        return (_target.Map is { } map ? map(values) : values).MoveToOuterDisposeScope();
    }
}
