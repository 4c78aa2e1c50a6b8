using BenchmarkDotNet.Attributes;
using Delegate.Actors.Dag;
using Delegate.Contracts;

namespace Delegate.Parts;

/// <summary>The coordinator's decisions, without actor and journal.</summary>
[MemoryDiagnoser]
public class GraphParts
{
    private DagProtocol.Submit _submission = null!;
    private DagProtocol.GraphAccepted _accepted = null!;
    private DagProtocol.Submit _addition = null!;
    private DagProtocol.TaskDispatched _dispatched = null!;
    private DagProtocol.TaskClosed _closed = null!;
    private DagState _state = null!;
    private IReadOnlyList<IReadOnlyList<int>> _edges = null!;

    [Params(1_000, 10_000)]
    public int Tasks { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _submission = Graphs.Submission(Tasks);
        _accepted = Graphs.Accept(DagState.Empty, _submission);
        _state = DagState.Empty.Apply(_accepted);
        _addition = Graphs.Submission(Graphs.Task("new", [_submission.Ids[0].Value, _submission.Ids[Tasks / 2].Value]));
        _dispatched = new(_submission.Ids[0], Graphs.Now);
        _closed = new(_submission.Ids[0], TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done."), Graphs.Now);
        var index = _submission.Ids.Select((id, i) => (id, i)).ToDictionary(pair => pair.id, pair => pair.i);
        _edges = [.. _accepted.Tasks.Select(task => (IReadOnlyList<int>)[.. task.Edges.Select(edge => index[edge.On])])];
    }

    [Benchmark(Description = "decide a whole graph")]
    public object Decide() => Graphs.Accept(DagState.Empty, _submission);

    [Benchmark(Description = "apply a whole graph")]
    public object Apply() => DagState.Empty.Apply(_accepted);

    [Benchmark(Description = "find no cycle")]
    public object? Cycle() => CycleDetector.Find(_edges);

    [Benchmark(Description = "decide and apply one more, two dependencies")]
    public object Add() => _state.Apply(Graphs.Accept(_state, _addition));

    [Benchmark(Description = "apply a dispatch")]
    public object Dispatch() => _state.Apply(_dispatched);

    [Benchmark(Description = "apply an end")]
    public object Close() => _state.Apply(_closed);
}
