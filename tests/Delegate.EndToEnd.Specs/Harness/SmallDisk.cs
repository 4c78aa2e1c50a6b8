using Delegate.Contracts;

namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>A disk of a few megabytes, to be filled or made read-only: neither can be had from root by permissions.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>A data folder on it.</summary>
    public DelegateHome Home => new(Path.Combine(_folder, "home"));

    /// <summary>Skips the spec where nobody may mount.</summary>
    public static SmallDisk OrSkip(Bench bench, string size)
    {
        var folder = Directory.CreateDirectory(Path.Combine(bench.Folder, "disk")).FullName;
        Skip.IfNot(Kernel.TryMountMemory(folder, size), "needs the right to mount a small file system (root)");
        return new(folder);
    }

    /// <summary>Until not a byte more goes onto it.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[64 * 1024];
        for (var size = block.Length; size > 0; size /= 2)
            while (TryWrite(filler, block.AsSpan(0, size)))
            {
            }
    }

    /// <summary>Until only so much is left.</summary>
    public void FillUpTo(long bytesLeft)
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var block = new byte[64 * 1024]; new DriveInfo(_folder).AvailableFreeSpace > bytesLeft;)
            filler.Write(block);
    }

    public void MakeRoom() => File.Delete(Filler);

    public void MakeReadOnly() => Kernel.RemountReadOnly(_folder);

    public void Dispose() => Kernel.Unmount(_folder);

    private string Filler => Path.Combine(_folder, "filler");

    private static bool TryWrite(FileStream file, ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
