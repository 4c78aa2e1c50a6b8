using Delegate.Cli.Hosting;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Following;

/// <summary>The connection that several readers share while they follow: who loses it renews it for all.</summary>
internal sealed class HostLink : IDisposable
{
    private readonly IHosts _hosts;
    private readonly ITerminal _terminal;
    private readonly SemaphoreSlim _gate = new(1);

    private HostLink(IHosts hosts, ITerminal terminal, IDelegateClient client) =>
        (_hosts, _terminal, Client) = (hosts, terminal, client);

    public IDelegateClient Client { get; private set; }

    /// <summary>Goes up with each reconnect: what was read before it may have been cut short.</summary>
    public int Generation { get; private set; }

    public static async Task<HostLink> OpenAsync(CliContext context, CancellationToken cancel) =>
        new(context.Hosts, context.Terminal, await context.Hosts.ConnectAsync(cancel));

    /// <summary>Finds the host again, unless another reader has done so since <paramref name="generation"/>.</summary>
    public async Task RenewAsync(int generation, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            if (Generation != generation)
                return;
            _terminal.Say("the host is gone; looking for it, starting it if need be");
            Client = await _hosts.ConnectAsync(cancel);
            Generation++;
            _terminal.Say("connected again");
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
