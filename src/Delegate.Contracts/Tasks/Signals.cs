namespace Delegate.Contracts;

/// <summary>Names of Linux signals (x86-64 and arm64 numbering).</summary>
public static class Signals
{
    private static readonly string[] Names =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP",
        "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR",
        "SIGSYS",
    ];

    /// <summary>The name of a signal number; real-time signals are <c>SIG34</c> and up.</summary>
    public static string Name(int number) =>
        number > 0 && number < Names.Length ? Names[number] : $"SIG{number}";

    /// <summary>The number of a signal's name; null when there is none.</summary>
    public static int? Number(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return null;
        var index = Array.IndexOf(Names, name);
        if (index > 0)
            return index;
        return name.StartsWith("SIG", StringComparison.Ordinal) && int.TryParse(name.AsSpan(3), out var number) ? number : null;
    }
}
