using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>A process that cannot be mistaken for another one that got its number later.</summary>
public sealed record Identity(int Pid, long StartTicks)
{
    /// <summary>Whoever has this number now.</summary>
    public static Identity Of(int pid) => TryOf(pid) ?? throw new InvalidOperationException($"There is no process {pid}.");

    /// <summary>Null when nobody has it, or it is only waiting to be forgotten.</summary>
    public static Identity? TryOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // the name before it may hold anything
            return fields[0] is "Z" or "X" ? null : new(pid, long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public bool Lives => TryOf(Pid) == this;

    public void Signal(int number)
    {
        if (Lives)
            Kernel.Kill(Pid, number);
    }

    /// <summary>Waits until the process is gone; it need not be a child of ours.</summary>
    public Task GoneAsync(TimeSpan limit) => Task.Run(() =>
    {
        if (!Kernel.WaitForExit(this, limit))
            throw new TimeoutException($"Process {Pid} still lives after {limit.TotalSeconds} s.");
    });
}

/// <summary>The few things that only the kernel can do.</summary>
public static class Kernel
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    private const long PidfdOpen = 434;
    private const short PollIn = 1;

    /// <summary>Sends a signal to whoever has this number: ask <see cref="Identity"/> first.</summary>
    public static void Kill(int pid, int signal) => _ = kill(pid, signal);

    /// <summary>Makes a named pipe.</summary>
    public static void MakePipe(string path)
    {
        if (mkfifo(path, 0x180) != 0) // 0600
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>A tiny file system of its own, in memory; false when this machine does not let us.</summary>
    public static bool TryMountMemory(string folder, string size) => mount("tmpfs", folder, "tmpfs", 0, $"size={size}") == 0;

    public static void RemountReadOnly(string folder)
    {
        const ulong remount = 32, readOnly = 1;
        if (mount("tmpfs", folder, "tmpfs", remount | readOnly, null) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public static void Unmount(string folder)
    {
        const int detach = 2;
        _ = umount2(folder, detach);
    }

    internal static bool WaitForExit(Identity process, TimeSpan limit)
    {
        const int interrupted = 4; // a signal to ourselves, such as the end of a child
        var handle = (int)syscall(PidfdOpen, process.Pid, 0);
        if (handle < 0)
            return true;
        try
        {
            if (!process.Lives)
                return true;
            var wanted = new PollRequest { Descriptor = handle, Events = PollIn };
            int answer;
            do
                answer = poll(ref wanted, 1, (int)limit.TotalMilliseconds);
            while (answer < 0 && Marshal.GetLastPInvokeError() == interrupted);
            return answer > 0;
        }
        finally
        {
            _ = close(handle);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Answered;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    [DllImport("libc", SetLastError = true)]
    private static extern int mkfifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int mount(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string target,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string type, ulong flags, [MarshalAs(UnmanagedType.LPUTF8Str)] string? options);

    [DllImport("libc", SetLastError = true)]
    private static extern int umount2([MarshalAs(UnmanagedType.LPUTF8Str)] string target, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern long syscall(long number, long first, long second);

    [DllImport("libc", SetLastError = true)]
    private static extern int poll(ref PollRequest requests, ulong count, int milliseconds);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int descriptor);
}
