using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Delegate.Bridge.Interop;

/// <summary>What .NET does not offer: a lock that can be waited for.</summary>
internal static class Libc
{
    public const int LockExclusive = 2;
    public const int Interrupted = 4;

    /// <summary>Opens a file to lock it, and makes it when it is not there. (.NET's own open locks it too, and fails where we want to wait.)</summary>
    public static SafeFileHandle OpenLockFile(string path)
    {
        const int readWrite = 2, create = 0x40, closeOnExec = 0x80000, ownerOnly = 0x180; // 0600
        var descriptor = Open(path, readWrite | create | closeOnExec, ownerOnly);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static extern int Flock(int descriptor, int operation);
}
