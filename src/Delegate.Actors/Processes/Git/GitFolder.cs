using Delegate.Contracts;

namespace Delegate.Actors.Processes.Git;

/// <summary>The working folder of an attempt, looked at again and again.</summary>
internal sealed class GitFolder(string path, string git, TimeProvider time)
{
    /// <summary>A repository that takes longer is looked at before and after the work, not during it.</summary>
    private static readonly TimeSpan Cheap = TimeSpan.FromMilliseconds(250);

    private GitState? _last;
    private TimeSpan _cost;

    /// <summary>Its state now.</summary>
    public async Task<GitState?> ReadAsync(CancellationToken cancel)
    {
        var start = time.GetTimestamp();
        _last = await GitProbe.ReadAsync(path, git, time, cancel).ConfigureAwait(false);
        _cost = time.GetElapsedTime(start);
        return _last;
    }

    /// <summary>Its state now where that is cheap to know, else the last that was read.</summary>
    public Task<GitState?> ReadIfCheapAsync(CancellationToken cancel) => _cost < Cheap ? ReadAsync(cancel) : Task.FromResult(_last);
}
