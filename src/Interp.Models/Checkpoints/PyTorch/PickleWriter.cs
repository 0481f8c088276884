using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>Writes a value as a pickle of protocol 2, tensors as <c>torch.save</c> does: a call that names a storage.</summary>
internal sealed class PickleWriter
{
    private const byte Protocol = 2;

    private static readonly Dictionary<ScalarType, string> Storages = new()
    {
        [ScalarType.Float64] = "DoubleStorage",
        [ScalarType.Float32] = "FloatStorage",
        [ScalarType.Float16] = "HalfStorage",
        [ScalarType.BFloat16] = "BFloat16Storage",
    };

    private readonly ArrayBufferWriter<byte> _pickle = new();
    private readonly List<Tensor> _tensors = [];

    /// <summary>The pickle of a value, and the tensors whose storages it names 0, 1, ….</summary>
    public static (byte[] Pickle, IReadOnlyList<Tensor> Tensors) Write(PickledValue value)
    {
        var writer = new PickleWriter();
        writer.Op(PickleOpcode.Proto);
        writer._pickle.Write([Protocol]);
        writer.Put(value);
        writer.Op(PickleOpcode.Stop);
        return (writer._pickle.WrittenSpan.ToArray(), writer._tensors);
    }

    private void Put(PickledValue value)
    {
        switch (value)
        {
            case PickledValue.Text text: Put(text.Value); break;
            case PickledValue.Whole whole: Put(whole.Value); break;
            case PickledValue.Numbers numbers: Put(numbers.Tensor); break;
            case PickledValue.List list:
                Op(PickleOpcode.EmptyList);
                Between(PickleOpcode.Appends, list.Items);
                break;
            case PickledValue.Map map:
                Op(PickleOpcode.EmptyDict);
                Between(PickleOpcode.SetItems, map.Pairs.SelectMany(pair => new[] { pair.Key, pair.Value }));
                break;
            default: throw new ArgumentOutOfRangeException(nameof(value), value, "No value of a pickle.");
        }
    }

    private void Between(PickleOpcode end, IEnumerable<PickledValue> values)
    {
        Op(PickleOpcode.Mark);
        foreach (var value in values)
            Put(value);
        Op(end);
    }

    /// <summary>torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)</summary>
    private void Put(Tensor tensor)
    {
        var storage = Storages.GetValueOrDefault(tensor.dtype) ?? throw new ArgumentException($"Tensors of {string.Join(", ", Storages.Keys)} are written, this one is {tensor.dtype}.", nameof(tensor));
        Global("torch._utils", "_rebuild_tensor_v2");
        Op(PickleOpcode.Mark);
        Op(PickleOpcode.Mark);
        Put("storage");
        Global("torch", storage);
        Put(_tensors.Count.ToString(CultureInfo.InvariantCulture));
        Put("cpu");
        Put(checked((int)tensor.numel()));
        Op(PickleOpcode.Tuple);
        Op(PickleOpcode.BinPersId);
        Put(0);
        Tuple(tensor.shape);
        Tuple([.. tensor.shape.Select((_, axis) => tensor.shape[(axis + 1)..].Aggregate(1L, (product, size) => product * size))]);
        Op(PickleOpcode.NewFalse);
        Global("collections", "OrderedDict");
        Op(PickleOpcode.EmptyTuple);
        Op(PickleOpcode.Reduce);
        Op(PickleOpcode.Tuple);
        Op(PickleOpcode.Reduce);
        _tensors.Add(tensor);
    }

    private void Tuple(long[] numbers)
    {
        Op(PickleOpcode.Mark);
        foreach (var number in numbers)
            Put(checked((int)number));
        Op(PickleOpcode.Tuple);
    }

    private void Put(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Op(PickleOpcode.BinUnicode);
        Number(bytes.Length);
        _pickle.Write(bytes);
    }

    private void Put(int number)
    {
        Op(PickleOpcode.BinInt);
        Number(number);
    }

    private void Number(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        _pickle.Write(bytes);
    }

    private void Global(string module, string name)
    {
        Op(PickleOpcode.Global);
        _pickle.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    private void Op(PickleOpcode opcode) => _pickle.Write([(byte)opcode]);
}
