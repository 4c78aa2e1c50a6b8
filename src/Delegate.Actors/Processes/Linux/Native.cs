using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Delegate.Actors.Processes.Linux;

/// <summary>The calls to the kernel and the C library (glibc or musl; x64 and arm64) that .NET has no word for.</summary>
internal static unsafe partial class Native
{
    public const int SIGINT = 2;
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;
    public const int SIGCONT = 18;
    public const int SIGSTOP = 19;
    public const int ENOENT = 2, ENOTDIR = 20;
    private const int EPERM = 1, ESRCH = 3;

    public const uint IN_MODIFY = 0x2, IN_CLOSE_WRITE = 0x8, IN_MOVED_TO = 0x80, IN_CREATE = 0x100;
    public const int O_RDONLY = 0, O_WRONLY = 0x1, O_CREAT = 0x40, O_TRUNC = 0x200;
    public const int EPOLLIN = 0x1, EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2;
    private const int O_CLOEXEC = 0x80000, O_NONBLOCK = 0x800;
    private const int WNOHANG = 1;

    // The same numbers on both architectures: newer calls share one table.
    private const long SYS_pidfd_send_signal = 424, SYS_pidfd_open = 434;

    /// <summary>On x64 the kernel packs the structure, elsewhere it does not.</summary>
    public static readonly int EpollEventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary><c>posix_spawn_file_actions_addclosefrom_np</c>; null before glibc 2.34.</summary>
    private static readonly delegate* unmanaged<byte*, int, int> CloseFrom =
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "posix_spawn_file_actions_addclosefrom_np", out var function)
            ? (delegate* unmanaged<byte*, int, int>)function
            : null;

    /// <summary>Opens a handle that names this process for ever; -1 when there is none.</summary>
    /// <exception cref="Win32Exception">The kernel refused for another reason (no descriptor left): that says nothing about the process.</exception>
    public static int PidfdOf(int pid)
    {
        var pidfd = (int)syscall(SYS_pidfd_open, pid, 0, 0, 0);
        return pidfd >= 0 || Marshal.GetLastPInvokeError() == ESRCH ? pidfd : Checked(pidfd, "pidfd_open");
    }

    /// <summary>Signals exactly the process that the handle names; false when it is not ours to signal.</summary>
    public static bool PidfdSignal(int pidfd, int signal) =>
        syscall(SYS_pidfd_send_signal, pidfd, signal, 0, 0) == 0 || Marshal.GetLastPInvokeError() != EPERM;

    /// <summary>Lets the kernel forget an ended child of ours; nothing happens, and it says so, if it is not ours, or has not ended.</summary>
    public static bool Reap(int pid) => waitpid(pid, out _, WNOHANG) == pid;

    /// <summary>Waits for the end of a child of ours: its exit status, or null when a signal ended it.</summary>
    public static int? WaitFor(int pid) => waitpid(pid, out var status, 0) == pid && (status & 0x7f) == 0 ? status >> 8 & 0xff : null;

    /// <summary>A program that lives in memory, for as long as this process does; the path under which it can be run. Null when the kernel has no such thing.</summary>
    public static string? ProgramInMemory(string name, ReadOnlySpan<byte> program)
    {
        const uint closeOnExec = 0x1, executable = 0x10;
        var fd = memfd_create(name, closeOnExec | executable);
        if (fd < 0)
            fd = memfd_create(name, closeOnExec); // before Linux 6.3 every one is executable, and the flag unknown
        if (fd < 0)
            return null;
        fixed (byte* start = program)
            if (write(fd, start, (nuint)program.Length) != program.Length)
                return null;
        // Not by /proc/self: what it names is closed in the child before it becomes the program.
        return $"/proc/{Environment.ProcessId}/fd/{fd}";
    }

    /// <summary>Gives a part of a file back to the disk; its length stays. False when the file system cannot.</summary>
    public static bool PunchHole(SafeFileHandle file, long from, long length)
    {
        const int punchHoleKeepSize = 3;
        return fallocate(file, punchHoleKeepSize, from, length) == 0;
    }

    public static int EpollCreate() => Checked(epoll_create1(O_CLOEXEC), "epoll_create1");

    public static int EventFd() => Checked(eventfd(0, O_CLOEXEC | O_NONBLOCK), "eventfd");

    public static int InotifyInit() => Checked(inotify_init1(O_CLOEXEC | O_NONBLOCK), "inotify_init1");

    public static int InotifyAdd(int fd, string path) =>
        Checked(inotify_add_watch(fd, path, IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE), $"inotify_add_watch {path}");

    /// <param name="token">Comes back from <see cref="EpollWait"/>; a descriptor's number would be reused too soon.</param>
    public static int EpollControl(int epoll, int operation, int fd, long token)
    {
        var buffer = stackalloc byte[16];
        *(int*)buffer = EPOLLIN;
        *(long*)(buffer + EpollEventSize - 8) = token;
        return epoll_ctl(epoll, operation, fd, buffer);
    }

    /// <summary>Waits for as long as it takes, and returns the tokens of those that have something to say.</summary>
    public static int EpollWait(int epoll, Span<long> ready)
    {
        var buffer = stackalloc byte[16 * ready.Length];
        var count = epoll_wait(epoll, buffer, ready.Length, -1);
        for (var i = 0; i < count; i++)
            ready[i] = *(long*)(buffer + (i * EpollEventSize) + EpollEventSize - 8);
        return Math.Max(count, 0); // EINTR: nothing yet
    }

    public static void SetEvent(int fd)
    {
        var one = 1L;
        _ = write(fd, &one, 8);
    }

    public static int Read(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            return (int)read(fd, start, (nuint)buffer.Length);
    }

    /// <summary>How many bytes were written; negative when that failed.</summary>
    public static int Write(int fd, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
            return (int)write(fd, start, (nuint)buffer.Length);
    }

    /// <summary>Opens a file; negative when that fails. What is made is for the owner's eyes only.</summary>
    /// <param name="path">With a zero byte at its end.</param>
    public static int Open(ReadOnlySpan<byte> path, int flags = O_RDONLY)
    {
        fixed (byte* start = path)
            return open(start, flags | O_CLOEXEC, 0b110_000_000);
    }

    public static void Close(int fd) => _ = close(fd);

    /// <summary>Takes an empty folder away; true when it is not there (any more).</summary>
    public static bool RemoveFolder(string path) => rmdir(path) == 0 || Marshal.GetLastPInvokeError() == ENOENT;

#pragma warning disable CA1806 // the small ones cannot fail on memory of the right size; posix_spawn itself reports what is wrong
    /// <summary>
    /// Starts a program as the leader of a session of its own, with every signal as it is by default: .NET ignores
    /// SIGPIPE, for one, and an agent must not inherit that.
    /// </summary>
    /// <param name="arguments">The name that it is to see as its own first.</param>
    /// <returns>Its pid.</returns>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static int SpawnInNewSession(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string errorFile)
    {
        const short setSigDefault = 0x04, setSigMask = 0x08, setSession = 0x80;
        const int append = 0x400;
        var attributes = stackalloc byte[512]; // both are larger than either library's own type
        var actions = stackalloc byte[256];
        var signals = stackalloc byte[128];
        posix_spawnattr_init(attributes);
        posix_spawn_file_actions_init(actions);
        var argv = ToNative(arguments);
        var envp = ToNative(environment);
        try
        {
            sigemptyset(signals);
            posix_spawnattr_setsigmask(attributes, signals);
            sigfillset(signals);
            posix_spawnattr_setsigdefault(attributes, signals);
            posix_spawnattr_setflags(attributes, setSigDefault | setSigMask | setSession);
            posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
            posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY | O_CREAT | append, 0);
            posix_spawn_file_actions_addopen(actions, 2, errorFile, O_WRONLY | O_CREAT | append, 0b110_000_000);
            if (CloseFrom is not null) // what the host itself inherited from whoever started it is none of an agent's business
                CloseFrom(actions, 3);
            var error = posix_spawn(out var pid, program, actions, attributes, argv, envp);
            return error == 0 ? pid : throw new Win32Exception(error, $"posix_spawn {program}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        finally
        {
            posix_spawnattr_destroy(attributes);
            posix_spawn_file_actions_destroy(actions);
            Free(argv);
            Free(envp);
        }
    }

#pragma warning restore CA1806

    private static byte** ToNative(IReadOnlyList<string> texts)
    {
        var list = (byte**)NativeMemory.Alloc((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
            list[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        list[texts.Count] = null;
        return list;
    }

    private static void Free(byte** list)
    {
        for (var entry = list; *entry is not null; entry++)
            Marshal.FreeCoTaskMem((nint)(*entry));
        NativeMemory.Free(list);
    }

    private static int Checked(int result, string call) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{call}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long a, long b, long c, long d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, out int status, int options);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int fd, byte* @event);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, byte* events, int max, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(int fd, string path, uint mask);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "inotify_rm_watch")]
    public static partial int InotifyRemove(int fd, int watch);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int open(byte* path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, void* buffer, nuint count);

    [LibraryImport("libc")]
    private static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rmdir(string path);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* set);

    [LibraryImport("libc")]
    private static partial int sigfillset(byte* set);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* mask);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int fd, string path, int flags, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int pid, string path, byte* actions, byte* attributes, byte** argv, byte** envp);
}
