using Delegate.Cli.Hosting;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Harness;

/// <summary>Hands out one host after the other, the last one for good.</summary>
internal sealed class FakeHosts(params FakeDelegateClient[] clients) : IHosts
{
    public int Connects { get; private set; }

    public bool Runs { get; init; } = true;

    public DelegateError? StartFailure { get; init; }

    public Task<IDelegateClient> ConnectAsync(CancellationToken cancel)
    {
        if (StartFailure is { } error)
            throw new DelegateException(error);
        return Task.FromResult<IDelegateClient>(clients[Math.Min(Connects++, clients.Length - 1)]);
    }

    public Task<IDelegateClient?> FindAsync(CancellationToken cancel) =>
        Task.FromResult<IDelegateClient?>(Runs ? clients[0] : null);

    public Task<Stream> OpenMcpAsync(CancellationToken cancel) => throw new NotSupportedException();
}
