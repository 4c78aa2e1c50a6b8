namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>Waits until a folder looks as wanted, told by the file system when to look again.</summary>
public static class FolderWatch
{
    public static async Task UntilAsync(string folder, Func<bool> asWanted, TimeSpan? patience = null)
    {
        using var looked = new SemaphoreSlim(1); // the first look needs no event
        using var watcher = new FileSystemWatcher(folder)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.DirectoryName,
        };
        watcher.Created += (_, _) => looked.Release();
        watcher.Changed += (_, _) => looked.Release();
        watcher.Renamed += (_, _) => looked.Release();
        watcher.Deleted += (_, _) => looked.Release();
        watcher.EnableRaisingEvents = true;
        using var limit = new CancellationTokenSource(patience ?? Bench.Patience);
        do
        {
            await looked.WaitAsync(limit.Token);
        }
        while (!asWanted());
    }
}
