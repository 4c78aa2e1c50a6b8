using Delegate.Contracts;

namespace Delegate.Host.Gateway;

/// <summary>What one agent at a time may edit: the git working tree that a folder is in, else the folder itself.</summary>
internal static class WorkingTree
{
    /// <summary>For each task, in order; a folder is looked at once.</summary>
    public static IReadOnlyList<string> RootsOf(IReadOnlyList<TaskRequest> tasks)
    {
        var known = new Dictionary<string, string>();
        return [.. tasks.Select(task => known.TryGetValue(task.Cwd, out var root) ? root : known[task.Cwd] = RootOf(task.Cwd))];
    }

    private static string RootOf(string folder)
    {
        var real = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        for (var at = new DirectoryInfo(real); at is not null; at = at.Parent)
            if (Path.Exists(Path.Combine(at.FullName, ".git"))) // a folder, or in a linked working tree a file
                return at.FullName;
        return real;
    }
}
