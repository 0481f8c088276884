namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>
/// Interprets a pickle that describes a dictionary of tensors. It knows the instructions of <see cref="PickleOpcode"/> and
/// the globals of <see cref="PickledGlobal"/>; anything else is refused by name. It calls nothing.
/// </summary>
internal sealed class Unpickler
{
    // About a hundred thousand tensors.
    private const int MaxInstructions = 4_000_000;

    private readonly PickleReader _reader;
    private readonly PickleStack _stack;
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly string _path;

    public Unpickler(byte[] pickle, string path)
    {
        _path = path;
        _reader = new PickleReader(pickle, path);
        _stack = new PickleStack(_reader);
    }

    /// <summary>The value that the pickle leaves.</summary>
    public object? Run()
    {
        for (var i = 0; i < MaxInstructions; i++)
        {
            var opcode = _reader.ReadOpcode();
            if (opcode == PickleOpcode.Stop)
                return _stack.Pop();
            if (!PushConstant(opcode) && !Collect(opcode))
                Apply(opcode);
        }

        throw _reader.Damaged($"it has more than {MaxInstructions} instructions");
    }

    /// <summary>Instructions that push what they hold.</summary>
    private bool PushConstant(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: _stack.Push(null); return true;
            case PickleOpcode.NewTrue: _stack.Push(true); return true;
            case PickleOpcode.NewFalse: _stack.Push(false); return true;
            case PickleOpcode.BinInt: _stack.Push((long)_reader.ReadInt32()); return true;
            case PickleOpcode.BinInt1: _stack.Push((long)_reader.ReadByte()); return true;
            case PickleOpcode.BinInt2: _stack.Push((long)_reader.ReadUInt16()); return true;
            case PickleOpcode.Long1: _stack.Push(_reader.ReadLong()); return true;
            case PickleOpcode.BinFloat: _stack.Push(_reader.ReadDouble()); return true;
            case PickleOpcode.BinUnicode: _stack.Push(_reader.ReadText(_reader.ReadUInt32())); return true;
            case PickleOpcode.ShortBinUnicode: _stack.Push(_reader.ReadText(_reader.ReadByte())); return true;
            default: return false;
        }
    }

    /// <summary>Instructions that build tuples, lists and dictionaries.</summary>
    private bool Collect(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: _stack.Mark(); return true;
            case PickleOpcode.EmptyTuple: _stack.Push(PickledTuple.Empty); return true;
            case PickleOpcode.EmptyList: _stack.Push(new PickledList()); return true;
            case PickleOpcode.EmptyDict: _stack.Push(new PickledDictionary()); return true;
            case PickleOpcode.Tuple: _stack.Push(new PickledTuple(_stack.PopToMark())); return true;
            case PickleOpcode.Tuple1: _stack.Push(new PickledTuple(_stack.Pop(1))); return true;
            case PickleOpcode.Tuple2: _stack.Push(new PickledTuple(_stack.Pop(2))); return true;
            case PickleOpcode.Tuple3: _stack.Push(new PickledTuple(_stack.Pop(3))); return true;
            case PickleOpcode.Append: Append(_stack.Pop(1)); return true;
            case PickleOpcode.Appends: Append(_stack.PopToMark()); return true;
            case PickleOpcode.SetItem: Set(_stack.Pop(2)); return true;
            case PickleOpcode.SetItems: Set(_stack.PopToMark()); return true;
            default: return false;
        }
    }

    /// <summary>The rest: the memo, globals and what is made with them.</summary>
    private void Apply(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: _reader.ReadProtocol(); break;
            case PickleOpcode.Frame: _reader.SkipFrame(); break;
            case PickleOpcode.Pop: _stack.Pop(); break;
            case PickleOpcode.BinPut: _memo[(uint)_reader.ReadByte()] = _stack.Peek(); break;
            case PickleOpcode.LongBinPut: _memo[_reader.ReadUInt32()] = _stack.Peek(); break;
            case PickleOpcode.Memoize: _memo[(uint)_memo.Count] = _stack.Peek(); break;
            case PickleOpcode.BinGet: Recall((uint)_reader.ReadByte()); break;
            case PickleOpcode.LongBinGet: Recall(_reader.ReadUInt32()); break;
            case PickleOpcode.Global: _stack.Push(Global(_reader.ReadLine(), _reader.ReadLine())); break;
            case PickleOpcode.StackGlobal: StackGlobal(); break;
            case PickleOpcode.BinPersId: _stack.Push(Storage(_stack.Pop<PickledTuple>("storage"))); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.Build: Build(); break;
            default:
                throw Malformed.File(
                _path, $"its pickle holds the instruction 0x{(byte)opcode:x2}, which no state dictionary needs; it was not run");
        }
    }

    private void Append(object?[] items) => _stack.Peek<PickledList>("list").Items.AddRange(items);

    private void Set(object?[] items)
    {
        var dictionary = _stack.Peek<PickledDictionary>("dictionary");
        if (items.Length % 2 != 0)
            throw _reader.Damaged("it sets a key without a value");

        for (var i = 0; i < items.Length; i += 2)
            dictionary.Pairs.Add(new(items[i] ?? throw _reader.Damaged("it sets the key None"), items[i + 1]));
    }

    private void Recall(uint index) =>
        _stack.Push(_memo.TryGetValue(index, out var value) ? value : throw _reader.Damaged($"it recalls value {index}, which was never stored"));

    private void StackGlobal()
    {
        var name = _stack.Pop<string>("name");
        _stack.Push(Global(_stack.Pop<string>("module"), name));
    }

    private PickledGlobal Global(string module, string name) => PickledGlobal.Find(module, name) ?? throw Malformed.File(
        _path, $"its pickle calls for {Malformed.Quote($"{module}.{name}")}, which is not among what a state dictionary needs; it was not "
        + "run. Save the model's state_dict alone, best as safetensors");

    private PickledStorage Storage(PickledTuple id) =>
        id.Items is ["storage", PickledGlobal { Storage: { } type }, string key, string, long count] && count >= 0
            ? new PickledStorage(type, key, count)
            : throw _reader.Damaged("a storage is not given as type, key, place and size");

    private void Reduce()
    {
        var arguments = _stack.Pop<PickledTuple>("tuple of arguments").Items;
        var global = _stack.Pop<PickledGlobal>("function");
        _stack.Push((global.Kind, arguments) switch
        {
            (PickledGlobalKind.OrderedDictionary, []) => new PickledDictionary(),
            (PickledGlobalKind.RebuildParameter, [PickledTensor tensor, ..]) => tensor,
            (PickledGlobalKind.RebuildTensor, [PickledStorage storage, long offset, PickledTuple shape, PickledTuple strides, ..]) =>
                new PickledTensor(storage, offset, Numbers(shape), Numbers(strides)),
            _ => throw _reader.Damaged($"it calls {global.Name} with arguments it does not take"),
        });
    }

    private long[] Numbers(PickledTuple tuple) => Array.ConvertAll(
        tuple.Items, item => item is long number ? number : throw _reader.Damaged("a shape or stride holds something else than whole numbers"));

    // Attributes of an ordered dictionary, such as a state dictionary's _metadata: nothing that tensors need.
    private void Build()
    {
        _stack.Pop();
        _stack.Peek<PickledDictionary>("dictionary");
    }
}
