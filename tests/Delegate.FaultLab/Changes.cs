namespace Delegate.FaultLab;

/// <summary>Counts the changes to the files under some folders, so that a moment is "after the n-th write" and not a time.</summary>
internal sealed class Changes : IDisposable
{
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly SemaphoreSlim _seen = new(0);

    public Changes(params string[] folders)
    {
        foreach (var folder in folders)
        {
            var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.DirectoryName };
            watcher.Created += (_, _) => _seen.Release();
            watcher.Changed += (_, _) => _seen.Release();
            watcher.Renamed += (_, _) => _seen.Release();
            watcher.Deleted += (_, _) => _seen.Release();
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
    }

    /// <summary>Ends after so many changes, or when nothing has changed for so long that nothing will.</summary>
    public async Task AfterAsync(int changes, TimeSpan silence)
    {
        while (_seen.Wait(0))
        {
        }
        while (changes-- > 0 && await _seen.WaitAsync(silence))
        {
        }
    }

    public void Dispose()
    {
        _watchers.ForEach(watcher => watcher.Dispose());
        _seen.Dispose();
    }
}
