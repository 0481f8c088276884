namespace Interp.Models.Checkpoints.PyTorch;

/// <summary>The stack of the pickle machine, with its marks; nothing below the latest mark can be popped.</summary>
internal sealed class PickleStack(PickleReader reader)
{
    private const int MaxItems = 1 << 20;

    private readonly List<object?> _items = [];
    private readonly Stack<int> _marks = [];

    private int Floor => _marks.Count > 0 ? _marks.Peek() : 0;

    public void Mark()
    {
        if (_marks.Count == MaxItems)
            throw reader.Damaged($"it sets more than {MaxItems} marks");
        _marks.Push(_items.Count);
    }

    public void Push(object? item)
    {
        if (_items.Count == MaxItems)
            throw reader.Damaged($"it stacks more than {MaxItems} values");
        _items.Add(item);
    }

    public object? Peek() => _items.Count > Floor ? _items[^1] : throw Empty();

    public object? Pop()
    {
        var item = Peek();
        _items.RemoveAt(_items.Count - 1);
        return item;
    }

    /// <summary>The topmost values, in the order they were pushed.</summary>
    public object?[] Pop(int count)
    {
        if (_items.Count - Floor < count)
            throw Empty();

        object?[] items = [.. _items[^count..]];
        _items.RemoveRange(_items.Count - count, count);
        return items;
    }

    /// <summary>All values above the latest mark, which is taken off.</summary>
    public object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw reader.Damaged("it goes back to a mark and there is none");

        var items = Pop(_items.Count - _marks.Peek());
        _marks.Pop();
        return items;
    }

    /// <summary>The topmost value, which must be of a kind.</summary>
    public T Peek<T>(string what) => Peek() is T item ? item : throw reader.Damaged($"it uses a {what} that is none");

    /// <summary>Takes off the topmost value, which must be of a kind.</summary>
    public T Pop<T>(string what)
    {
        var item = Peek<T>(what);
        Pop();
        return item;
    }

    private InvalidDataException Empty() => reader.Damaged("it takes a value from an empty stack");
}
