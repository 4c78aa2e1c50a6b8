namespace Delegate.Contracts;

/// <summary>A program on this machine. The host looks before it starts an agent, <c>delegate doctor</c> says the same beforehand.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="IsExecutable">False when the file is there and nobody may run it.</param>
public sealed record InstalledProgram(string Path, bool IsExecutable)
{
    /// <summary>As a shell would find it: a path as it is, a name on the PATH; null when there is none.</summary>
    /// <param name="program">A name, or a path.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static InstalledProgram? Find(string program, Func<string, string?> environment)
    {
        IEnumerable<string> candidates = program.Contains('/', StringComparison.Ordinal)
            ? [System.IO.Path.GetFullPath(program)]
            : (environment("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => System.IO.Path.Combine(folder, program));
        var found = candidates.Where(File.Exists).Select(path => new InstalledProgram(path, IsMarkedExecutable(path))).ToList();
        return found.Find(entry => entry.IsExecutable) ?? found.FirstOrDefault();
    }

    private static bool IsMarkedExecutable(string path) =>
        OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
