using Delegate.Actors.Processes;
using Delegate.Contracts;

namespace Delegate.Host.Gateway;

/// <summary>The output files of tasks, seen from outside: how large, how fresh.</summary>
internal sealed class TaskOutput(DelegateHome home)
{
    /// <summary>Bytes of everything that is kept of a task's attempts.</summary>
    public long BytesOf(TaskId id)
    {
        var folder = new DirectoryInfo(Path.Combine(home.TasksFolder, id.Value));
        try
        {
            return folder.Exists ? folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;
        }
        catch (Exception gone) when (gone is DirectoryNotFoundException or FileNotFoundException)
        {
            return 0; // it is being erased
        }
    }

    /// <summary>When an attempt last wrote anything; null when it has no files.</summary>
    public DateTimeOffset? LastWritten(TaskId id, int attempt)
    {
        var folder = AttemptFolder.Of(home, new(id, attempt));
        var files = new[] { folder.Stdout, folder.Stderr }.Where(File.Exists).Select(File.GetLastWriteTimeUtc).ToList();
        return files.Count == 0 ? null : files.Max();
    }
}
