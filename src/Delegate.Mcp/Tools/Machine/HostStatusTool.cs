using System.ComponentModel;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Machine;

/// <summary>The host as it stands.</summary>
internal sealed class HostStatusTool(IDelegateClient client)
{
    [McpServerTool(Name = "HostStatus", Title = "Status of the host", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(HostView))]
    [Description(
        """
        The machine and Delegate's host on it: tasks by phase, slots, processors and memory, and why nothing more starts.
        Use it when much waits; for one task that waits WhyTask says more.
        Example: {}
        """)]
    public async Task<CallToolResult> RunAsync(CancellationToken cancel = default)
    {
        var host = await client.GetHostAsync(cancel);
        var counts = host.Counts.Count == 0 ? "no tasks" : string.Join(", ", host.Counts.Select(entry => $"{entry.Value} {entry.Key}"));
        var (free, all) = (host.Capacity.MemoryAvailableBytes >> 20, host.Capacity.MemoryTotalBytes >> 20);
        var text = $"Delegate {host.Version}, pid {host.Pid}, since {host.StartedAt:u}: {counts}. {host.Capacity.Running} of {host.Capacity.MaxSlots} slots, "
            + $"{host.Capacity.CpuPercent:0} % CPU, {free} of {all} MiB memory free.{(host.Capacity.HoldReason is { } why ? $" The next does not start: {why}" : "")}";
        return ToolReply.Success(text, host);
    }
}
