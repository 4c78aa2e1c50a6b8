namespace Delegate.Contracts;

/// <summary>The data folder and the names in it.</summary>
public sealed record DelegateHome(string Path)
{
    /// <summary>The variable that moves the data folder.</summary>
    public const string Variable = "DELEGATE_HOME";

    /// <summary>The journal and its snapshots.</summary>
    public string JournalFile => In("delegate.db");

    /// <summary>The read model; disposable.</summary>
    public string ViewsFile => In("views.db");

    /// <summary>Held exclusively by the host.</summary>
    public string HostLockFile => In("host.lock");

    /// <summary>Held by a client while it starts the host.</summary>
    public string StartLockFile => In("start.lock");

    /// <summary>The running host's pid and version, for error messages.</summary>
    public string HostInfoFile => In("host.json");

    /// <summary>Where the host listens.</summary>
    public string SocketFile => In("delegated.sock");

    /// <summary>The secret that whoever comes by TCP must know.</summary>
    public string TokenFile => In("token");

    /// <summary>The port of the last host, for the next one.</summary>
    public string PortFile => In("port");

    /// <summary>The user's settings.</summary>
    public string ConfigFile => In("config.json");

    /// <summary>Who is told of what.</summary>
    public string NotificationsFile => In("notifications.yaml");

    /// <summary>What was told to whom.</summary>
    public string NotificationsDatabase => In("notifications.db");

    /// <summary>The host's log files.</summary>
    public string LogsFolder => In("logs");

    /// <summary>What the scaler decided lately, and why: a line of JSON each.</summary>
    public string DecisionsFile => System.IO.Path.Combine(LogsFolder, "decisions.jsonl");

    /// <summary>Where such a file's predecessor is kept.</summary>
    public static string BeforeOf(string file) => System.IO.Path.ChangeExtension(file, "1.jsonl");

    /// <summary>One folder a task, one folder an attempt in it.</summary>
    public string TasksFolder => In("tasks");

    /// <summary>The folder that <c>DELEGATE_HOME</c> names, else <c>~/.delegate</c>.</summary>
    public static DelegateHome FromEnvironment()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        return new(System.IO.Path.GetFullPath(string.IsNullOrEmpty(named)
            ? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".delegate")
            : named));
    }

    /// <summary>Makes the folder, readable by its owner only.</summary>
    public void Create()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Path);
        else
            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
