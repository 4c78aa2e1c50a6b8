using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Delegate.Cli.Interop;

/// <summary>The few calls that .NET does not offer: a lock that can be waited for, and the end of a process that is not a child.</summary>
internal static class Libc
{
    public const int LockExclusive = 2;
    public const int Interrupted = 4;
    private const long PidfdOpenCall = 434; // the same number on every Linux architecture

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

    /// <summary>This process becomes another program, with the same terminal and environment; comes back only when that fails.</summary>
    public static void Become(string program)
    {
        var name = Marshal.StringToCoTaskMemUTF8(program);
        _ = Execv(name, [name, 0]);
        Marshal.FreeCoTaskMem(name);
    }

    [DllImport("libc", EntryPoint = "execv", SetLastError = true)]
    private static extern int Execv(nint path, nint[] arguments);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static extern int Flock(int descriptor, int operation);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static extern int Poll(ref PollRequest request, nuint count, int timeoutMs);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern long Syscall(long number, long first, long second);

    /// <summary>A descriptor for a process; null when there is no such process, or no such kernel call.</summary>
    public static ProcessHandle? OpenProcess(int pid)
    {
        var descriptor = Syscall(PidfdOpenCall, pid, 0);
        return descriptor < 0 ? null : new ProcessHandle((int)descriptor);
    }

    internal sealed class ProcessHandle(int descriptor) : IDisposable
    {
        private const short Readable = 1;

        /// <summary>Blocks until the process has ended; false when that takes longer than <paramref name="limit"/>.</summary>
        public bool WaitForEnd(TimeSpan limit)
        {
            while (true)
            {
                var request = new PollRequest { Descriptor = descriptor, Events = Readable };
                var answer = Poll(ref request, 1, (int)limit.TotalMilliseconds);
                if (answer >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
                    return answer > 0;
            }
        }

        public void Dispose() => _ = Close(descriptor);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
