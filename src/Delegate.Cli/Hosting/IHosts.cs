using Delegate.Contracts;

namespace Delegate.Cli.Hosting;

/// <summary>How verbs come by the host of their data folder.</summary>
internal interface IHosts
{
    /// <summary>The host; started first when none runs.</summary>
    Task<IDelegateClient> ConnectAsync(CancellationToken cancel);

    /// <summary>The host if one runs; null when none does.</summary>
    Task<IDelegateClient?> FindAsync(CancellationToken cancel);

    /// <summary>A fresh MCP session of the host; started first when none runs.</summary>
    Task<Stream> OpenMcpAsync(CancellationToken cancel);
}
