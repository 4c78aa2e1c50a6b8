using Delegate.Actors.Agents;
using Delegate.Actors.Processes.Linux;
using Delegate.Contracts;

namespace Delegate.Actors.Processes;

/// <summary>What the owners of processes share.</summary>
public sealed record ProcessServices(DelegateHome Home, KernelEvents Kernel, AgentAdapters Agents, DelegateOptions Options, TimeProvider Time);
