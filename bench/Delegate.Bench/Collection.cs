using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace Delegate.Bench;

/// <summary>Has another .NET process collect its garbage, so that what it holds can be told from what it has left lying about.</summary>
internal static class Collection
{
    private const long HeapCollect = 0x800000; // of the runtime's own event source: listening to it is asking for a full collection
    private static readonly TimeSpan GivenBack = TimeSpan.FromSeconds(12); // the runtime returns pages in steps

    /// <summary>The proportional memory of the process in MiB, after two full collections.</summary>
    public static async Task<double> MemoryAfterAsync(int pid)
    {
        for (var i = 0; i < 2; i++)
        {
            using var session = new DiagnosticsClient(pid).StartEventPipeSession(
                new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, HeapCollect), requestRundown: false, circularBufferMB: 1);
            var events = session.EventStream.CopyToAsync(Stream.Null);
            await Task.Delay(GivenBack);
            session.Stop();
            await events;
        }
        return ProcessMemory.OfOne(pid).Proportional;
    }
}
