using System.Runtime.InteropServices;

namespace Delegate.Host.Lifecycle;

/// <summary>Cuts the host loose from the terminal and the pipes of whoever started it.</summary>
internal static class Stdio
{
    private const int ReadWrite = 2;
    private const int AppendCreate = 0x441; // O_WRONLY | O_CREAT | O_APPEND
    private const int OwnerFile = 0x180; // 0600

    /// <summary>
    /// A session of its own, so that a terminal's Ctrl-C and hang-up end the client only. Fails when a shell made this
    /// process the leader of a job: then it runs in the foreground on purpose, and Ctrl-C may stop it.
    /// </summary>
    public static void LeaveTerminal() => _ = setsid();

    /// <summary>
    /// One line, then end of file: the starter knows that the host serves. Written to the descriptor itself, because
    /// the console class keeps a copy of it open and the starter would never see the end. What the runtime says of a
    /// crash from here on goes to <paramref name="errorFile"/>.
    /// </summary>
    public static void SayReadyAndDetach(string errorFile)
    {
        var line = "ready\n"u8.ToArray();
        _ = write(1, line, line.Length);
        Replace("/dev/null", ReadWrite, 0);
        Replace(errorFile, AppendCreate, 1, 2);
    }

    private static void Replace(string path, int flags, params ReadOnlySpan<int> descriptors)
    {
        var opened = open(path, flags, OwnerFile);
        if (opened < 0)
            throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        foreach (var descriptor in descriptors)
            if (dup2(opened, descriptor) < 0)
                throw new IOException($"dup2 failed: {Marshal.GetLastPInvokeErrorMessage()}");
        _ = close(opened);
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setsid();

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int dup2(int from, int to);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern nint write(int descriptor, byte[] bytes, nint count);
}
