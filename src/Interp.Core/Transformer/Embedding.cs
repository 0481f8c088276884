using Interp.Core.Batches;
using Interp.Core.Hooks;
using static TorchSharp.torch;

namespace Interp.Core.Transformer;

/// <summary>Token vectors, plus a learned vector for each position where the architecture has them. Owns its weights.</summary>
public sealed class Embedding
{
    private readonly Tensor _tokens;
    private readonly Tensor? _positions;

    /// <summary>Takes over the tables.</summary>
    /// <param name="tokens">[d_vocab, d_model]</param>
    /// <param name="positions">[context, d_model], or null where positions are rotary.</param>
    public Embedding(Tensor tokens, Tensor? positions)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ShapeGuard.Rank(tokens, 2, nameof(tokens), "d_vocab d_model");
        if (positions is not null)
        {
            ShapeGuard.Rank(positions, 2, nameof(positions), "context d_model");
            ShapeGuard.LastAxis(positions, tokens.shape[1], nameof(positions), "d_model");
        }

        _tokens = tokens;
        _positions = positions;
        Dtype = tokens.dtype;
    }

    /// <summary>Factor of the token vectors, in the tables' dtype; 1 in most architectures.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No finite number other than zero.</exception>
    public double Scale
    {
        get;
        init => field = double.IsFinite(value) && value != 0 ? value : throw new ArgumentOutOfRangeException(nameof(Scale), value, "Expected a finite number other than zero.");
    } = 1;

    /// <summary>The same tables for a run in a dtype of its own: what is taken of them is converted.</summary>
    internal Embedding In(ScalarType dtype) => new(_tokens, _positions) { Scale = Scale, Dtype = dtype };

    internal bool LearnsPositions => _positions is not null;

    internal int DModel => (int)_tokens.shape[1];

    internal int DVocab => (int)_tokens.shape[0];

    /// <summary>How many positions there are vectors for; no limit where none are learned.</summary>
    internal long Positions => _positions?.shape[0] ?? long.MaxValue;

    /// <summary>Token vectors as they enter the stream, [d_vocab, d_model].</summary>
    internal Tensor TokenTable() => Scaled(_tokens);

    /// <summary>The same of some tokens, [token, d_model].</summary>
    internal Tensor Rows(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return Scaled(_tokens.index_select(0, tokens)).MoveToOuterDisposeScope();
    }

    internal Tensor? PositionTable => _positions?.to(Dtype);

    /// <summary>Dtype of the run.</summary>
    internal ScalarType Dtype { get; private init; }

    internal Device Device => _tokens.device;

    internal Tensor Forward(ForwardRun run)
    {
        using var scope = NewDisposeScope();
        var batch = run.Batch;
        var x = Rows(PaddedIds(batch, Device)).view(batch.Size, batch.Width, -1); // [batch, pos, d_model]
        x = run.At(HookPoint.Embed, x);
        if (_positions is not null)
        {
            var positions = _positions.narrow(0, 0, batch.Width).to(Dtype).unsqueeze(0).expand(batch.Size, -1, -1); // [batch, pos, d_model]
            // An edit in place is to change this pass, not the table.
            x = x.Plus(run.At(HookPoint.PosEmbed, run.Changes(HookPoint.PosEmbed) ? positions.clone() : positions));
        }

        return x.MoveToOuterDisposeScope();
    }

    internal IEnumerable<NamedWeight> Weights()
    {
        yield return new("embed.tokens", _tokens);
        if (_positions is not null)
            yield return new("embed.positions", _positions);
    }

    // The factor is rounded to the dtype first, as in the reference implementation.
    private Tensor Scaled(Tensor vectors) => Scale == 1 ? vectors.to(Dtype) : vectors.to(Dtype) * tensor(Scale, dtype: Dtype, device: Device);

    /// <summary>Ids row after row; padding repeats token 0, which no real token ever sees.</summary>
    private static Tensor PaddedIds(Batch batch, Device device)
    {
        var ids = new long[batch.Size * batch.Width];
        for (var row = 0; row < batch.Size; row++)
        {
            for (var i = 0; i < batch.Rows[row].Length; i++)
                ids[row * batch.Width + i] = batch.Rows[row][i];
        }

        return tensor(ids, device: device);
    }
}
