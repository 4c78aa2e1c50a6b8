using System.Globalization;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>
/// The files of one attempt, and their format: <c>docs/attempt-folder.md</c>. A record counts only when its last line
/// is there, so one that is being written, or that a full disk cut short, is never believed.
/// </summary>
public sealed record AttemptFolder(string Path)
{
    private const string IdentityHead = "delegate-identity v1";
    private const string ExitHead1 = "delegate-exit v1";
    private const string ExitHead2 = "delegate-exit v2";
    private const string MemoryHead = "delegate-memory v1";
    private const string EndMark = "end";

    public static AttemptFolder Of(DelegateHome home, AttemptKey attempt) => Of(home.TasksFolder, attempt);

    /// <summary>The folder of another attempt beside this one.</summary>
    public AttemptFolder OfSameHome(AttemptKey attempt) => Of(System.IO.Path.GetDirectoryName(System.IO.Path.GetDirectoryName(Path))!, attempt);

    /// <summary>The prompt, or the command line.</summary>
    public string Prompt => In("prompt");

    public string Stdout => In("stdout");

    public string Stderr => In("stderr");

    /// <summary>Who the supervisor and the agent are; written before the agent runs.</summary>
    public string Identity => In("identity");

    /// <summary>How the agent ended; written by the supervisor when it has.</summary>
    public string Exit => In("exit");

    /// <summary>The path of the agent's cgroup, where it has one.</summary>
    public string Cgroup => In("cgroup");

    /// <summary>The path of the group that counts the agent's memory, where that is another one.</summary>
    public string MemoryGroup => In("memory-group");

    /// <summary>What the kernel said of the agent's memory; written when its groups are taken away.</summary>
    public string Memory => In("memory");

    /// <summary>What the supervisor itself had to say: nothing, or the word for the signal that ended the agent, or why it could not do its work.</summary>
    public string SupervisorLog => In("supervisor.log");

    public bool Exists => Directory.Exists(Path);

    /// <summary>Makes the folder, for the owner's eyes only.</summary>
    public void Create() => Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Makes the folder, and writes the prompt. The other files are made by whoever writes them.</summary>
    public void Create(string prompt)
    {
        Create();
        FaultPoint.Cross("folder.made");
        SmallFile.Write(Prompt, prompt);
        FaultPoint.Cross("folder.file");
    }

    /// <summary>Null while there is no whole record.</summary>
    public AttemptIdentity? ReadIdentity()
    {
        if (ReadRecord(Identity, IdentityHead) is not [['b', 'o', 'o', 't', ' ', .. var boot], var supervisor, var agent])
            return null;
        return Process(supervisor, "supervisor", boot) is { } first && Process(agent, "agent", boot) is { } second ? new(first, second) : null;
    }

    /// <summary>Null while there is no whole record.</summary>
    public ExitRecord? ReadExitRecord()
    {
        if (ReadRecord(Exit, ExitHead2, ExitHead1) is not [var line, .. var rest] || line.Split(' ') is not [var how, var text]
            || !int.TryParse(text, CultureInfo.InvariantCulture, out var number) || how is not ("exit" or "signal"))
            return null;
        var values = rest.Select(each => each.Split(' ')).Where(words => words.Length == 2).ToDictionary(words => words[0], words => words[1]);
        long? Value(string name) => values.TryGetValue(name, out var value) && long.TryParse(value, CultureInfo.InvariantCulture, out var whole) ? whole : null;
        return new(
            how == "exit" ? new(number, null) : new(null, Signals.Name(number)),
            Value("user-ms") is { } user && Value("system-ms") is { } system ? new(user, system, Value("peak-kib")) : null,
            values.GetValueOrDefault("left") == "none");
    }

    /// <summary>Null when memory did not run out, or the attempt is not over.</summary>
    public MemoryAccount? ReadMemory() =>
        ReadRecord(Memory, MemoryHead) is [var kills, var peak] && int.TryParse(kills["oom-kills ".Length..], CultureInfo.InvariantCulture, out var number)
        && long.TryParse(peak["peak-kib ".Length..], CultureInfo.InvariantCulture, out var kib) ? new(number, kib << 10) : null;

    /// <summary>Before the groups that know it are taken away.</summary>
    public void WriteMemory(MemoryAccount account)
    {
        if (Exists)
            SmallFile.Write(Memory, string.Create(CultureInfo.InvariantCulture, $"{MemoryHead}\noom-kills {account.OomKills}\npeak-kib {account.PeakBytes >> 10}\n{EndMark}\n"));
    }

    private static AttemptFolder Of(string tasks, AttemptKey attempt) =>
        new(System.IO.Path.Combine(tasks, attempt.Task.Value, attempt.Number.ToString(CultureInfo.InvariantCulture)));

    private static ProcessIdentity? Process(string line, string role, string boot) =>
        line.Split(' ') is [var name, var pid, var ticks] && name == role
        && int.TryParse(pid, CultureInfo.InvariantCulture, out var number) && long.TryParse(ticks, CultureInfo.InvariantCulture, out var start)
            ? new(number, start, boot)
            : null;

    private static string[]? ReadRecord(string file, params ReadOnlySpan<string> heads)
    {
        if (SmallFile.ReadLines(file) is not { } lines)
            return null;
        if (heads[0] != MemoryHead)
            FaultPoint.Cross(heads[0] == IdentityHead ? "identity.read" : "exit.read");
        return lines is [var first, .. var body, EndMark] && heads.Contains(first) ? body : null;
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
