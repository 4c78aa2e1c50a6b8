using System.Text;
using Delegate.Contracts;

namespace Delegate.Host.Lifecycle;

/// <summary>Makes sure that the data folder is ours alone and can be written, before anything is put into it.</summary>
internal static class DataFolder
{
    /// <summary>Longest path that a Unix socket can have: 108 bytes with the final NUL.</summary>
    private const int SocketPathLimit = 107;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static void Prepare(DelegateHome home)
    {
        var bytes = Encoding.UTF8.GetByteCount(home.SocketFile);
        if (bytes > SocketPathLimit)
            throw new DelegateException(new(ErrorCodes.DataFolderUnusable,
                $"The path of the host's socket has {bytes} bytes; a Unix socket allows {SocketPathLimit}: {home.SocketFile}",
                $"set {DelegateHome.Variable} to a shorter path", DelegateHome.Variable));
        try
        {
            home.Create();
            if (File.GetUnixFileMode(home.Path) != OwnerOnly)
                Tighten(home);
            Directory.CreateDirectory(home.LogsFolder, OwnerOnly);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable(home, failure);
        }
    }

    /// <summary>Left behind by a host that was killed. Only for who holds the lock: else it may be in use.</summary>
    public static void RemoveStaleSocket(DelegateHome home)
    {
        try
        {
            File.Delete(home.SocketFile);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable(home, failure);
        }
    }

    public static DelegateException Unusable(DelegateHome home, Exception why) => new(
        new(ErrorCodes.DataFolderUnusable, $"The data folder {home.Path} cannot be used: {why.Message}",
            $"make it writable, or set {DelegateHome.Variable} to another folder", DelegateHome.Variable), why);

    /// <summary>A folder that exists is closed to others only if it is empty or ours: not, say, /tmp.</summary>
    private static void Tighten(DelegateHome home)
    {
        if (Directory.EnumerateFileSystemEntries(home.Path).Any() && !File.Exists(home.HostLockFile) && !File.Exists(home.ConfigFile))
            throw new DelegateException(new(ErrorCodes.DataFolderUnusable,
                $"{home.Path} is open to other users and holds files that are not Delegate's.",
                $"set {DelegateHome.Variable} to a folder of its own, or: chmod 700 {home.Path}", DelegateHome.Variable));
        File.SetUnixFileMode(home.Path, OwnerOnly);
    }
}
