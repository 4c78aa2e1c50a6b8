using Delegate.Contracts;

namespace Delegate.TestKit;

/// <summary>Where a spec's journal is kept. It is SQLite either way: one journal, one behaviour.</summary>
public enum JournalIn
{
    /// <summary>A memory file system: what is written is there at once, and a flush costs nothing. For most specs.</summary>
    Memory,

    /// <summary>The disk. For specs about the file itself, and about what a crash leaves.</summary>
    Disk,
}

/// <summary>A data folder of its own for one spec, deleted after it. Its path is short: a Unix socket's name has to fit.</summary>
public sealed class TempHome : IDisposable
{
    private const string MemoryFileSystem = "/dev/shm";

    /// <summary>Makes it.</summary>
    public TempHome(JournalIn journal = JournalIn.Disk)
    {
        // Where there is no memory file system, the disk is as right, only slower.
        var parent = journal == JournalIn.Memory && Directory.Exists(MemoryFileSystem) ? MemoryFileSystem : Path.GetTempPath();
        Home = new DelegateHome(Path.Combine(parent, $"dlg-{Path.GetRandomFileName()[..8]}"));
        Home.Create();
    }

    /// <summary>The folder.</summary>
    public DelegateHome Home { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A writer that was about to make a file when its system was cut off makes it while the folder is being emptied.
        if (!SpinWait.SpinUntil(TryDelete, TimeSpan.FromSeconds(10)))
            Directory.Delete(Home.Path, recursive: true); // says what is in the way
    }

    private bool TryDelete()
    {
        try
        {
            Directory.Delete(Home.Path, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
