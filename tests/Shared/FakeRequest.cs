namespace Interp.Tests;

/// <summary>What a client sent.</summary>
internal sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>First byte of the Range header; 0 without one.</summary>
    public int From => Header("Range") is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
}
