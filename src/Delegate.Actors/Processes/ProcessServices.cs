using Delegate.Actors.Agents;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>What the owners of processes share.</summary>
public sealed record ProcessServices(DelegateHome Home, KernelEvents Kernel, AgentAdapters Agents, DelegateOptions Options, TimeProvider Time)
{
    /// <summary>Bytes of memory that one agent may take, where the kernel can hold it to that; null = no such limit.</summary>
    public Func<long>? MemoryCeiling { get; init; }

    /// <summary>The program that says what state a working folder is in: a path, or a name to be found on the PATH.</summary>
    public string Git { get; init; } = "git";
}
