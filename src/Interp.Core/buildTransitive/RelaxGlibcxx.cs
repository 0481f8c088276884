using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Marks one version requirement of an ELF library (GLIBCXX_3.4.32 of libstdc++.so.6) weak, so that the loader accepts a
/// libstdc++ without it. Does nothing where the machine's libstdc++ has the version or the mark is already set.
/// Compiled by MSBuild at build time; kept to the language level of its task factory.
/// </summary>
public class InterpRelaxGlibcxx : Task
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Dependency = "libstdc++.so.6";
    private const uint VersionNeedsSection = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2;                       // VER_FLG_WEAK

    private static readonly string[] LibraryFolders =
    {
        "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/lib",
    };

    public ITaskItem[] Libraries { get; set; }

    public override bool Execute()
    {
        if (HostHasVersion())
            return true;

        foreach (var item in Libraries)
        {
            try
            {
                Relax(item.ItemSpec);
            }
            catch (Exception e) when (e is IOException || e is UnauthorizedAccessException || e is InvalidDataException || e is ArgumentException)
            {
                Log.LogError(
                    "{0}: cannot mark its requirement {1} weak ({2}). TorchSharp will not load on this machine. "
                    + "Install a libstdc++ that has {1} (GCC 13 or newer), or make the file writable and build again.",
                    item.ItemSpec, Version, e.Message);
            }
        }

        return !Log.HasLoggedErrors;
    }

    private static bool HostHasVersion()
    {
        var searched = (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':').Where(f => f.Length > 0).Concat(LibraryFolders);
        var library = searched.Select(folder => Path.Combine(folder, Dependency)).FirstOrDefault(File.Exists);
        return library != null && Contains(File.ReadAllBytes(library), Encoding.ASCII.GetBytes(Version + "\0"));
    }

    private void Relax(string path)
    {
        var elf = File.ReadAllBytes(path);
        var at = FindRequirement(elf, path);
        if (at < 0)
            return; // this build of the library does not ask for the version

        var flags = BitConverter.ToUInt16(elf, at + 4);
        if ((flags & Weak) != 0)
            return;

        elf[at + 4] = (byte)(flags | Weak);

        // The file may be a hard link into the package cache: replace it, never write through it. Keeping the time
        // stamp lets the next build see an unchanged copy.
        var stamp = File.GetLastWriteTimeUtc(path);
        var beside = path + ".relaxed";
        File.WriteAllBytes(beside, elf);
        File.SetLastWriteTimeUtc(beside, stamp);
        File.Delete(path);
        File.Move(beside, path);
        Log.LogMessage(MessageImportance.Normal, "{0}: requirement {1} marked weak", path, Version);
    }

    /// <summary>Offset of the Elf64_Vernaux entry that names the version, or -1.</summary>
    private static int FindRequirement(byte[] elf, string path)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2 || elf[5] != 1)
            throw new InvalidDataException(path + " is not a 64-bit little-endian ELF file");

        var sections = checked((int)BitConverter.ToUInt64(elf, 0x28));
        var entrySize = BitConverter.ToUInt16(elf, 0x3a);
        var count = BitConverter.ToUInt16(elf, 0x3c);

        for (var i = 0; i < count; i++)
        {
            var header = sections + i * entrySize;
            if (BitConverter.ToUInt32(elf, header + 4) != VersionNeedsSection)
                continue;

            var strings = checked((int)BitConverter.ToUInt64(elf, sections + checked((int)BitConverter.ToUInt32(elf, header + 0x28)) * entrySize + 0x18));
            var need = checked((int)BitConverter.ToUInt64(elf, header + 0x18));
            while (true)
            {
                var auxiliary = need + checked((int)BitConverter.ToUInt32(elf, need + 8));
                for (var left = BitConverter.ToUInt16(elf, need + 2); left > 0; left--)
                {
                    if (Text(elf, strings + checked((int)BitConverter.ToUInt32(elf, auxiliary + 8))) == Version)
                        return auxiliary;
                    auxiliary += checked((int)BitConverter.ToUInt32(elf, auxiliary + 12));
                }

                var next = BitConverter.ToUInt32(elf, need + 12);
                if (next == 0)
                    break;
                need += checked((int)next);
            }
        }

        return -1;
    }

    private static string Text(byte[] elf, int at)
    {
        var end = Array.IndexOf(elf, (byte)0, at);
        return Encoding.ASCII.GetString(elf, at, end - at);
    }

    private static bool Contains(byte[] bytes, byte[] wanted)
    {
        for (var i = 0; i <= bytes.Length - wanted.Length; i++)
        {
            var j = 0;
            while (j < wanted.Length && bytes[i + j] == wanted[j])
                j++;
            if (j == wanted.Length)
                return true;
        }

        return false;
    }
}
