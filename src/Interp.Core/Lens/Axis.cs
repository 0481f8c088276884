using System.Collections.Immutable;

namespace Interp.Core.Lens;

/// <summary>The states, or the demonstrations, that were read, and where each stands.</summary>
internal sealed class Axis
{
    private readonly int[] _places; // by value; -1 for none
    private readonly string _name;

    /// <param name="name">What the values are: "state".</param>
    /// <param name="values">Each once, from 0.</param>
    /// <exception cref="ArgumentException">None, one twice, or a negative one.</exception>
    public Axis(string name, ImmutableArray<int> values)
    {
        if (values.IsDefaultOrEmpty || values.Min() < 0 || values.Distinct().Count() != values.Length)
            throw new ArgumentException($"{name}s [{(values.IsDefault ? "" : string.Join(", ", values))}]: expected at least one, each once, counted from 0.", nameof(values));
        _name = name;
        Values = values;
        _places = new int[values.Max() + 1];
        Array.Fill(_places, -1);
        for (var place = 0; place < values.Length; place++)
            _places[values[place]] = place;
    }

    public ImmutableArray<int> Values { get; }

    public int Count => Values.Length;

    /// <exception cref="ArgumentOutOfRangeException">It was not read.</exception>
    public int PlaceOf(int value, string parameter) => (uint)value < (uint)_places.Length && _places[value] is >= 0 and var place
        ? place
        : throw new ArgumentOutOfRangeException(parameter, value, $"The {_name} was not read; read were {Listed()}.");

    /// <summary>"0..4", or the values where they are not 0, 1, ….</summary>
    public string Listed() => Values.SequenceEqual(Enumerable.Range(0, Count)) ? $"0..{Count - 1}" : string.Join(", ", Values);
}
