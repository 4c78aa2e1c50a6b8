using Delegate.Cli.Interop;

namespace Delegate.Cli.Doctor;

/// <summary>The kernel can tell at once, and for sure, that a process has ended (pidfd, Linux 5.3).</summary>
internal sealed class KernelCheck : IDoctorCheck
{
    public string Name => "kernel";

    public Task<Finding> RunAsync(CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux())
            return Task.FromResult(Finding.Bad($"{Environment.OSVersion} is not supported yet", "use Linux"));
        using var self = Libc.OpenProcess(Environment.ProcessId);
        return Task.FromResult(self is not null
            ? Finding.Good($"Linux {Environment.OSVersion.Version}, with pidfd")
            : Finding.Bad($"Linux {Environment.OSVersion.Version} has no pidfd", "Linux 5.3 or later is needed (or a sandbox forbids the call)"));
    }
}
