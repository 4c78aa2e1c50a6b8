using Delegate.Cli.Hosting;
using Delegate.Contracts;

namespace Delegate.Cli.Doctor;

/// <summary>The host, if one runs, answers. None is started: looking must not change anything.</summary>
internal sealed class HostCheck(IHosts hosts) : IDoctorCheck
{
    public string Name => "host";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        try
        {
            if (await hosts.FindAsync(cancel) is not { } client)
                return Finding.Good("none runs; it starts when it is needed");
            var host = await client.GetHostAsync(cancel);
            return Finding.Good($"{host.Version}, pid {host.Pid}");
        }
        catch (DelegateException failure)
        {
            return Finding.Bad(failure.Error.Message, "delegate host logs");
        }
    }
}
