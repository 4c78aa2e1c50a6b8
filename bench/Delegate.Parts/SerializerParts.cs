using Akka.Actor;
using BenchmarkDotNet.Attributes;
using Delegate.Actors.Dag;
using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Parts;

/// <summary>The journal's serializer, both ways.</summary>
[MemoryDiagnoser]
public class SerializerParts
{
    private ActorSystem _system = null!;
    private JournalSerializer _serializer = null!;
    private object _event = null!;
    private string _manifest = null!;
    private byte[] _bytes = null!;

    [Params("attempt starting", "task closed", "graph of 1", "graph of 10,000", "snapshot of 10,000")]
    public string Event { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _system = ActorSystem.Create("parts");
        _serializer = new((ExtendedActorSystem)_system);
        var id = TaskId.New();
        _event = Event switch
        {
            "attempt starting" => new TaskProtocol.AttemptStarting(id, 1, Guid.NewGuid().ToString(), Graphs.Now, Awake: 1),
            "task closed" => new DagProtocol.TaskClosed(id, TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done.", 0, By: "agent"), Graphs.Now),
            "graph of 1" => Graphs.Accept(DagState.Empty, Graphs.Submission(1)),
            "graph of 10,000" => Graphs.Accept(DagState.Empty, Graphs.Submission(10_000)),
            _ => DagState.Empty.Apply(Graphs.Accept(DagState.Empty, Graphs.Submission(10_000))),
        };
        _manifest = _serializer.Manifest(_event);
        _bytes = _serializer.ToBinary(_event);
    }

    [GlobalCleanup]
    public void Cleanup() => _system.Dispose();

    [Benchmark(Description = "write")]
    public byte[] Write() => _serializer.ToBinary(_event);

    [Benchmark(Description = "read")]
    public object Read() => JournalSerializer.Decode(_bytes, _manifest);
}
