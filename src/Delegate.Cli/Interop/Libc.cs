using System.Runtime.InteropServices;

namespace Delegate.Cli.Interop;

/// <summary>The few calls that .NET does not offer: the end of a process that is not a child, and becoming another program.</summary>
internal static class Libc
{
    private const int Interrupted = 4;
    private const long PidfdOpenCall = 434; // the same number on every Linux architecture

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static extern int Poll(ref PollRequest request, nuint count, int timeoutMs);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern long Syscall(long number, long first, long second);

    /// <summary>Goes on as another program, with this one's process id, environment and open files; returns only when that fails.</summary>
    public static void Become(string program)
    {
        var name = Marshal.StringToCoTaskMemUTF8(program); // by hand: the runtime takes no list of UTF-8 strings
        _ = Execv(name, [name, 0]);
        Marshal.FreeCoTaskMem(name);
    }

    [DllImport("libc", EntryPoint = "execv", SetLastError = true)]
    private static extern int Execv(nint path, nint[] arguments);

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
