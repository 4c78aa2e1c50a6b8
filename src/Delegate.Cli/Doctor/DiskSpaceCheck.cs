using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Doctor;

/// <summary>There is room for a journal and for the output of agents.</summary>
internal sealed class DiskSpaceCheck(DelegateHome home) : IDoctorCheck
{
    private const long Least = 512L << 20;

    public string Name => "disk space";

    public Task<Finding> RunAsync(CancellationToken cancel)
    {
        var folder = home.Path;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
            folder = parent;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return Task.FromResult(free >= Least
            ? Finding.Good($"{Words.Size(free)} free")
            : Finding.Bad($"{Words.Size(free)} free, less than {Words.Size(Least)}", $"make room, or name a folder on another disk in {DelegateHome.Variable}"));
    }
}
