using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Delegate.Bench;

/// <summary>What a process holds once its garbage is collected, in MiB.</summary>
/// <param name="Live">Objects that something still refers to.</param>
/// <param name="Proportional">All its pages, with those that the runtime keeps for later.</param>
internal sealed record Held(double Live, double Proportional)
{
    public static Held operator -(Held after, Held before) => new(after.Live - before.Live, after.Proportional - before.Proportional);

    public static Held operator *(Held held, double factor) => new(held.Live * factor, held.Proportional * factor);
}

/// <summary>Has another .NET process collect its garbage, so that what it holds can be told from what it has left lying about.</summary>
internal static class Collection
{
    private const long HeapCollect = 0x800000; // of the runtime's own event source: listening to it is asking for a full collection
    private static readonly TimeSpan GivenBack = TimeSpan.FromSeconds(4); // the runtime returns pages in steps

    /// <summary>After two full collections.</summary>
    public static async Task<Held> OfAsync(int pid)
    {
        await CollectAsync(pid);
        var live = await CollectAsync(pid);
        return new(live, ProcessMemory.OfOne(pid).Proportional);
    }

    private static async Task<double> CollectAsync(int pid)
    {
        using var session = new DiagnosticsClient(pid).StartEventPipeSession(
            new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, HeapCollect | (long)ClrTraceEventParser.Keywords.GC),
            requestRundown: false, circularBufferMB: 1);
        long survived = 0;
        var events = Task.Run(() =>
        {
            using var source = new EventPipeEventSource(session.EventStream);
            source.Clr.GCHeapStats += stats => survived = Math.Max(survived, stats.TotalPromoted); // of a full collection: all that is alive
            source.Process();
        });
        await Task.Delay(GivenBack);
        session.Stop();
        await events;
        return survived > 0 ? survived / 1024.0 / 1024 : throw new BenchException($"Process {pid} has told nothing of a collection.");
    }
}
