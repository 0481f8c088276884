using System.Globalization;
using System.Text;

namespace Interp.Core.Products;

/// <summary>
/// Choices of routes that processes share: a line of comma-separated values each, only ever added to. The file is its own
/// lock while a class is measured, so that two processes never choose differently.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class RouteFile(string path)
{
    /// <summary>The file.</summary>
    public string Path => path;

    private const string Header = "rows,in,out,transposed,route";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What it holds; nothing where it cannot be read.</summary>
    public IReadOnlyDictionary<ProductShape, ProductRoute> Read()
    {
        try
        {
            using var stream = Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Parse(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Dictionary<ProductShape, ProductRoute>();
        }
    }

    /// <summary>The choice it holds, or a new one, which it holds from then on.</summary>
    public ProductRoute ReadOrAdd(ProductShape shape, Func<ProductRoute> choose)
    {
        FileStream? stream = null;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            stream = Open(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Read().TryGetValue(shape, out var there) ? there : choose();
        }

        using (stream)
        {
            if (Parse(stream).TryGetValue(shape, out var known))
                return known;
            var route = choose();
            Append(stream, shape, route);
            return route;
        }
    }

    private static void Append(FileStream stream, ProductShape shape, ProductRoute route)
    {
        try
        {
            // A line that a killed process left half-written is ended first.
            var line = string.Create(CultureInfo.InvariantCulture, $"{(stream.Length == 0 ? Header : "")}\n{shape.Rows},{shape.In},{shape.Out},{shape.Transposed},{route}\n");
            stream.Seek(0, SeekOrigin.End);
            stream.Write(Encoding.UTF8.GetBytes(line));
        }
        catch (IOException)
        {
            // A full disk: measured again next time.
        }
    }

    private static Dictionary<ProductShape, ProductRoute> Parse(FileStream stream)
    {
        var choices = new Dictionary<ProductShape, ProductRoute>();
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(',') is [var rows, var width, var outer, var transposed, var route]
                && Number(rows) is { } r && Number(width) is { } i && Number(outer) is { } o && bool.TryParse(transposed, out var t)
                && Array.IndexOf(Enum.GetNames<ProductRoute>(), route) is >= 0 and var known)
            {
                choices.TryAdd(new ProductShape(r, i, o, t), Enum.GetValues<ProductRoute>()[known]);
            }
        }

        return choices;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Waits while another process has it.</summary>
    private FileStream Open(FileMode mode, FileAccess access, FileShare share)
    {
        for (var began = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return new FileStream(path, mode, access, share);
            }
            catch (IOException) when (File.Exists(path) && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                Thread.Sleep(20);
            }
        }
    }
}
