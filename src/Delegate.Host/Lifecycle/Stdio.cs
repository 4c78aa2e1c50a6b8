using System.Globalization;
using System.Runtime.InteropServices;

namespace Delegate.Host.Lifecycle;

/// <summary>Cuts the host loose from the terminal and the pipes of whoever started it.</summary>
internal static class Stdio
{
    private const int ReadWrite = 2;
    private const int AppendCreate = 0x441; // O_WRONLY | O_CREAT | O_APPEND
    private const int OwnerFile = 0x180; // 0600
    private const int CloseOnExec = 0x80000;
    private const string OpenDescriptors = "/proc/self/fd";

    /// <summary>
    /// A session of its own, so that a terminal's Ctrl-C and hang-up end the client only. Fails when a shell made this
    /// process the leader of a job: then it runs in the foreground on purpose, and Ctrl-C may stop it.
    /// </summary>
    public static void LeaveTerminal() => _ = setsid();

    /// <summary>
    /// One line, then end of file: the starter knows that the host serves. What the runtime says of a crash from here on
    /// goes to <paramref name="errorFile"/>.
    /// </summary>
    public static void SayReadyAndDetach(string errorFile)
    {
        var line = "ready\n"u8.ToArray();
        _ = write(1, line, line.Length); // a starter that has gone meanwhile does not matter
        Replace(0, "/dev/null", ReadWrite);
        Replace(1, errorFile, AppendCreate);
        Replace(2, errorFile, AppendCreate);
    }

    /// <summary>
    /// Puts a file in the place of a standard descriptor and of every copy of it: the runtime makes some of its own when
    /// it starts, and one that stays open would keep the starter waiting for the end.
    /// </summary>
    private static void Replace(int standard, string path, int flags)
    {
        var copies = CopiesOf(standard);
        var opened = open(path, flags | CloseOnExec, OwnerFile);
        if (opened < 0)
            throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        if (dup2(opened, standard) < 0)
            throw new IOException($"A standard stream cannot be detached: {Marshal.GetLastPInvokeErrorMessage()}");
        foreach (var copy in copies)
            _ = dup3(opened, copy, CloseOnExec);
        _ = close(opened);
    }

    private static List<int> CopiesOf(int standard)
    {
        var target = TargetOf(standard);
        if (target is null || !(target.StartsWith("pipe:", StringComparison.Ordinal) || target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("/dev/pts/", StringComparison.Ordinal)))
            return []; // a file or /dev/null: nobody waits for its end
        return [.. Directory.EnumerateFiles(OpenDescriptors).Select(file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture))
            .Where(descriptor => descriptor > 2 && TargetOf(descriptor) == target)];
    }

    private static string? TargetOf(int descriptor)
    {
        try
        {
            return new FileInfo($"{OpenDescriptors}/{descriptor}").LinkTarget;
        }
        catch (IOException)
        {
            return null; // closed meanwhile: the descriptor of the listing itself, for one
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int setsid();

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int dup2(int from, int to);

    [DllImport("libc", SetLastError = true)]
    private static extern int dup3(int from, int to, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern nint write(int descriptor, byte[] bytes, nint count);
}
