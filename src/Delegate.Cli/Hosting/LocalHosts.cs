using Delegate.Bridge.Hosting;
using Delegate.Contracts;

namespace Delegate.Cli.Hosting;

/// <summary>The host of a data folder on this machine, over its Unix socket.</summary>
internal sealed class LocalHosts(DelegateHome home, Func<string, string?> environment, string folder, TimeProvider time) : IHosts, IDisposable
{
    private readonly McpHost _host = new(home, environment, folder, time);
    private readonly Lazy<HttpDelegateClient> _client = new(() => new(home));

    public async Task<IDelegateClient> ConnectAsync(CancellationToken cancel)
    {
        await _host.EnsureAsync(cancel);
        return _client.Value;
    }

    public async Task<IDelegateClient?> FindAsync(CancellationToken cancel) =>
        await _host.AnswersAsync(cancel) ? _client.Value : null;

    public Task<Stream> OpenMcpAsync(CancellationToken cancel) => _host.OpenAsync(cancel);

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }
}
