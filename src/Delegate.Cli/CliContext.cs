using Delegate.Cli.Hosting;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli;

/// <summary>All that a verb may touch of the world; specs hand in their own.</summary>
internal sealed record CliContext
{
    public required ITerminal Terminal { get; init; }

    public required DelegateHome Home { get; init; }

    public required IHosts Hosts { get; init; }

    /// <summary>Reads a variable; null when it is not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The folder that the program was called in.</summary>
    public required string Folder { get; init; }

    public required TimeProvider Time { get; init; }
}
