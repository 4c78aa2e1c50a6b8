using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Hosting;

/// <summary>Says so when the host takes a while to start or to answer.</summary>
internal sealed class PatientHosts(IHosts hosts, ITerminal terminal) : IHosts
{
    public async Task<IDelegateClient> ConnectAsync(CancellationToken cancel)
    {
        using var busy = terminal.Busy(() => "starting the host");
        return await hosts.ConnectAsync(cancel);
    }

    public Task<IDelegateClient?> FindAsync(CancellationToken cancel) => hosts.FindAsync(cancel);

    public Task<Stream> OpenMcpAsync(CancellationToken cancel) => hosts.OpenMcpAsync(cancel);
}
