using Delegate.Cli.Hosting;
using Delegate.Contracts;

namespace Delegate.Cli.Doctor;

/// <summary>No process is left of an attempt that has ended.</summary>
internal sealed class OrphanCheck(IHosts hosts) : IDoctorCheck
{
    public string Name => "orphans";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        try
        {
            if (await hosts.FindAsync(cancel) is not { } client)
                return Finding.Good("not counted: no host runs");
            var orphans = (await client.GetHostAsync(cancel)).Orphans;
            return orphans == 0
                ? Finding.Good("0")
                : Finding.Bad($"{orphans} processes of ended attempts are still there", "delegate host stop; delegate host start   # the next host ends them");
        }
        catch (DelegateException failure)
        {
            return Finding.Bad(failure.Error.Message, "delegate host logs");
        }
    }
}
