using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Interp.Tests;

/// <summary>A hub on 127.0.0.1 with one repository, one commit, and the faults a test scripts.</summary>
internal sealed class FakeHub : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    public const string Id = "org/model";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, byte[]> _files = [];

    public FakeHub()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    /// <summary>Asked first; null means the usual answer.</summary>
    public Func<FakeRequest, FakeAnswer?> Script { get; set; } = _ => null;

    public int Downloads => Requests.Count(request => request.Method == "GET" && request.Path.Contains("/resolve/", StringComparison.Ordinal));

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public FakeHub With(string file, byte[] content)
    {
        _files[file] = content;
        return this;
    }

    public FakeHub With(string file, string content) => With(file, Encoding.UTF8.GetBytes(content));

    /// <summary>The usual answer.</summary>
    public FakeAnswer Serve(FakeRequest request)
    {
        if (request.Path.StartsWith("/api/models/", StringComparison.Ordinal))
            return Listing();
        var path = request.Path.StartsWith("/datasets/", StringComparison.Ordinal) ? request.Path["/datasets".Length..] : request.Path;
        var file = path.Split('/', 6) is ["", "org", "model", "resolve", _, var name] ? Uri.UnescapeDataString(name) : "";
        if (!_files.TryGetValue(file, out var content))
            return new FakeAnswer(404) { Headers = { ["X-Error-Code"] = "EntryNotFound" } };
        var headers = new Dictionary<string, string>
        {
            ["X-Repo-Commit"] = Commit,
            ["ETag"] = $"\"{Sha256(content)}\"",
        };
        if (request.From == 0)
            return new FakeAnswer(200) { Body = content, Headers = headers };
        headers["Content-Range"] = $"bytes {request.From}-{content.Length - 1}/{content.Length}";
        return new FakeAnswer(206) { Body = content[request.From..], Headers = headers };
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private FakeAnswer Listing() => new(200)
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            sha = Commit,
            siblings = _files.Keys.Select(name => new { rfilename = name }),
        }),
    };

    private async Task AcceptAsync()
    {
        var stop = _stop.Token;
        try
        {
            while (true)
                _ = ConverseAsync(await _listener.AcceptTcpClientAsync(stop), stop);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ConverseAsync(TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream, stop);
                Requests.Enqueue(request);
                await WriteAsync(stream, request, Script(request) ?? Serve(request), stop);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private static async Task<FakeRequest> ReadAsync(NetworkStream stream, CancellationToken stop)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, stop) > 0)
            text.Append((char)one[0]);
        var lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0)
            throw new IOException("No request came.");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        return lines[0].Split(' ') is [var method, var path, ..]
            ? new FakeRequest(method, path, headers)
            : throw new IOException("No request came.");
    }

    private static async Task WriteAsync(NetworkStream stream, FakeRequest request, FakeAnswer answer, CancellationToken stop)
    {
        if (answer.Silent)
            await Task.Delay(Timeout.Infinite, stop);
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} Status\r\nConnection: close\r\n");
        foreach (var (name, value) in answer.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        head.Append(answer.Chunked
            ? "Transfer-Encoding: chunked\r\n\r\n"
            : $"Content-Length: {answer.AnnouncedLength ?? answer.Body.Length}\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), stop);
        if (request.Method != "HEAD")
            await WriteBodyAsync(stream, answer, stop);
        if (answer.Hang)
            await Task.Delay(Timeout.Infinite, stop);
    }

    private static async Task WriteBodyAsync(NetworkStream stream, FakeAnswer answer, CancellationToken stop)
    {
        var body = answer.Body.AsMemory(0, answer.CutAfter ?? answer.Body.Length);
        if (answer.Chunked && body.Length > 0)
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), stop);
        await stream.WriteAsync(body, stop);
        if (answer.Chunked && answer.CutAfter is null)
            await stream.WriteAsync(Encoding.ASCII.GetBytes(body.Length > 0 ? "\r\n0\r\n\r\n" : "0\r\n\r\n"), stop);
        await stream.FlushAsync(stop);
    }
}
