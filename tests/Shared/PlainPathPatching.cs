using Interp.Core.Batches;
using Interp.Core.Hooks;
using Interp.Core.Paths;
using Interp.Core.Prompts;
using Interp.Core.Transformer;
using static TorchSharp.torch;

namespace Interp.Tests;

/// <summary>Path patching spelt out: whole runs of one prompt, in which everything that is to stay is held by a hook.</summary>
/// <param name="model">The model.</param>
/// <param name="run">The prompt that is patched.</param>
/// <param name="other">The prompt that gives what is put in.</param>
internal sealed class PlainPathPatching(HookedTransformer model, Prompt run, Prompt other) : IDisposable
{
    private readonly List<Tensor> _own = [];

    /// <summary>What is put in, [1, pos or 1, d_model]; the other prompt's output unless set.</summary>
    public Func<PathSender, Tensor>? Replacement { get; init; }

    /// <summary>Logits before the last label with a set of paths patched, [d_vocab].</summary>
    /// <param name="set">The paths.</param>
    /// <param name="tokens">At which tokens.</param>
    /// <param name="kind">What they go through.</param>
    public Tensor Logits(PathSet set, int[] tokens, PathKind kind)
    {
        using var scope = NewDisposeScope();
        var told = set.Edges.GroupBy(edge => edge.Receiver).ToDictionary(edges => edges.Key, edges => Told(edges.Key, [.. edges.Select(edge => edge.Sender)], tokens, kind));
        if (told.TryGetValue(PathReceiver.Logits, out var logits))
            return logits[0][0, run.PreLabel[^1]].MoveToOuterDisposeScope();

        var hooks = told.SelectMany(pair => PointsOf(pair.Key).Select((point, i) => model.Hook(point, (x, _) =>
        {
            var changed = x.clone();
            foreach (var token in tokens)
            {
                if (pair.Key.HeadIndex is { } head)
                    changed[0, token, head] = pair.Value[i][0, token, head];
                else
                    changed[0, token] = pair.Value[i][0, token];
            }

            return HookResult.Replace(changed);
        })));
        using var patched = HookScope.Join(hooks);
        return model.Logits(Batch.Of([run]))[0, run.PreLabel[^1]].MoveToOuterDisposeScope();
    }

    public void Dispose() => _own.ForEach(tensor => tensor.Dispose());

    /// <summary>What a receiver is told: the run of the prompt with the senders changed and all else held.</summary>
    private Tensor[] Told(PathReceiver receiver, PathSender[] senders, int[] tokens, PathKind kind)
    {
        var held = new List<(HookPoint Point, Tensor Value)>();
        Hold(HookPoint.ResidPre(0), [PathSender.Embedding]);
        for (var layer = 0; layer < model.Info.Layers; layer++)
        {
            Hold(HookPoint.AttnOut(layer), [PathSender.Attention(layer), .. Enumerable.Range(0, model.Info.Heads).Select(head => PathSender.Head(layer, head))]);
            if (kind == PathKind.Direct || senders.Contains(PathSender.Mlp(layer)))
                Hold(HookPoint.MlpOut(layer), [PathSender.Mlp(layer)]);
        }

        using var hooks = HookScope.Join(held.Select(one => model.Hook(one.Point, (_, _) => HookResult.Replace(one.Value))));
        return Read(run, PointsOf(receiver));

        void Hold(HookPoint point, PathSender[] own)
        {
            var clean = Read(run, [point])[0];
            foreach (var sender in own.Where(senders.Contains))
            {
                var difference = (Replacement?.Invoke(sender) ?? Output(other, sender)) - Output(run, sender);
                clean = clean.clone();
                foreach (var token in tokens)
                    clean[0, token] = clean[0, token] + difference[0, token];
            }

            held.Add((point, clean));
        }
    }

    /// <summary>What a sender adds; of a head what is missing when it alone says something, beside none, under the scale of the norm behind.</summary>
    public Tensor Output(Prompt prompt, PathSender sender)
    {
        var layer = sender.Layer ?? 0;
        switch (sender.Kind)
        {
            case SenderKind.Embedding:
                return Read(prompt, [HookPoint.ResidPre(0)])[0];
            case SenderKind.Mlp:
                return Read(prompt, [HookPoint.MlpOut(layer)])[0];
            case SenderKind.Attention:
                return Read(prompt, [HookPoint.AttnOut(layer)])[0];
            default:
                using (Scales(prompt, layer))
                    return With(x => x[TensorIndex.Ellipsis, TensorIndex.Single(sender.HeadIndex!.Value), TensorIndex.Colon].unsqueeze(2)) - With(null);
        }

        Tensor With(Func<Tensor, Tensor>? kept)
        {
            using var alone = model.Hook(HookPoint.Result(layer), (x, _) =>
            {
                var some = zeros_like(x);
                if (kept is not null)
                    some[TensorIndex.Ellipsis, TensorIndex.Slice(sender.HeadIndex, sender.HeadIndex + 1), TensorIndex.Colon] = kept(x);
                return HookResult.Replace(some);
            });
            return Read(prompt, [HookPoint.AttnOut(layer)])[0];
        }
    }

    /// <summary>Holds the scale of the norm behind attention, where there is one.</summary>
    private HookScope Scales(Prompt prompt, int layer)
    {
        var point = HookPoint.AttnOutNormScale(layer);
        if (!model.HookPoints.Contains(point))
            return HookScope.Join([]);
        var scale = Read(prompt, [point])[0];
        return model.Hook(point, (_, _) => HookResult.Replace(scale));
    }

    private HookPoint[] PointsOf(PathReceiver receiver)
    {
        var layer = receiver.Layer ?? 0;
        return receiver.Kind switch
        {
            ReceiverKind.Query => [First(HookPoint.QNormNormalized(layer), HookPoint.Q(layer))],
            ReceiverKind.Key => [First(HookPoint.KNormNormalized(layer), HookPoint.K(layer))],
            ReceiverKind.Value => [HookPoint.V(layer)],
            ReceiverKind.MlpInput => [.. new[] { HookPoint.MlpPre(layer), HookPoint.MlpPreLinear(layer) }.Where(model.HookPoints.Contains)],
            _ => [HookPoint.UnembedOut],
        };

        HookPoint First(HookPoint one, HookPoint otherwise) => model.HookPoints.Contains(one) ? one : otherwise;
    }

    private Tensor[] Read(Prompt prompt, HookPoint[] points)
    {
        var read = new Tensor[points.Length];
        using (HookScope.Join(points.Select((point, i) => model.Tap(point, Positions.All, x => _own.Add(read[i] = x.clone().DetachFromDisposeScope())))))
            model.Run(Batch.Of([prompt]));
        return read;
    }
}
