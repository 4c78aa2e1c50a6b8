using System.Reflection;

namespace Delegate.Host.Lifecycle;

/// <summary>Which host this is: the same facts in host.json and in the answer to <c>host status</c>.</summary>
internal sealed record HostIdentity(int Pid, string Version, DateTimeOffset StartedAt)
{
    public static HostIdentity OfThisProcess(TimeProvider time) =>
        new(Environment.ProcessId, ProductVersion(), time.GetUtcNow());

    private static string ProductVersion()
    {
        var version = typeof(HostIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return version.Split('+')[0]; // the commit after the plus is for debuggers
    }
}
