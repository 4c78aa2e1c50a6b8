using System.Text.Json;
using System.Text.Json.Nodes;
using Delegate.Contracts;

namespace Delegate.Host.Lifecycle;

/// <summary>
/// One host a data folder. The kernel releases the lock when its process ends, however it ends; the file itself says
/// nothing and stays.
/// </summary>
internal sealed class HostLock : IDisposable
{
    private const int WouldBlock = 11; // EWOULDBLOCK: held by somebody else

    private readonly DelegateHome _home;
    private readonly FileStream _file;

    private HostLock(DelegateHome home, FileStream file) => (_home, _file) = (home, file);

    /// <summary>Takes the lock, or throws <see cref="ErrorCodes.HostAlreadyRunning"/> naming who has it.</summary>
    public static HostLock Take(DelegateHome home)
    {
        try
        {
            return new(home, new FileStream(home.HostLockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException busy) when (busy.HResult == WouldBlock)
        {
            throw new DelegateException(AlreadyRunning(home), busy);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DataFolder.Unusable(home, failure);
        }
    }

    /// <summary>Writes host.json, for the message that a second host gives.</summary>
    public void Announce(HostIdentity identity)
    {
        var text = new JsonObject { ["pid"] = identity.Pid, ["version"] = identity.Version, ["startedAt"] = identity.StartedAt };
        try
        {
            var fresh = _home.HostInfoFile + ".new";
            File.WriteAllText(fresh, text.ToJsonString() + "\n");
            File.Move(fresh, _home.HostInfoFile, overwrite: true); // a reader sees the old one or the new one, never half
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DataFolder.Unusable(_home, failure);
        }
    }

    public void Dispose()
    {
        File.Delete(_home.HostInfoFile); // before the lock goes, lest it be the next host's
        _file.Dispose();
    }

    private static DelegateError AlreadyRunning(DelegateHome home)
    {
        var who = PidOfHolder(home) is { } pid ? $"the host with pid {pid}" : "another host";
        return new(ErrorCodes.HostAlreadyRunning, $"{home.Path} belongs to {who}, which is running.", "delegate host status");
    }

    private static int? PidOfHolder(DelegateHome home)
    {
        try
        {
            return (int?)JsonNode.Parse(File.ReadAllText(home.HostInfoFile))?["pid"];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            return null; // it has the lock and has not written its name yet
        }
    }
}
