using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Delegate.Actors.Dag;
using Delegate.Actors.Inbox;
using Delegate.Actors.Processes;
using Delegate.Actors.Scaling;
using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Serialization;

/// <summary>
/// One file for each journaled type, as the first version that had the type wrote it. A file is never edited: today's
/// code must read it, and must still write it, or an old journal is lost.
/// </summary>
public class GoldenSpecs
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly TaskId Id = TaskId.Parse("task-0123456789ab");
    private static readonly TaskId Parent = TaskId.Parse("task-cdefghjkmnpq");
    private static readonly StopCause Cause = new(OutcomeCodes.TimedOut, "It ran longer than its limit of 00:01:00.", "timeout");
    private static readonly OutcomeView Outcome = new(OutcomeCodes.Killed, "SIGKILL ended it.", null, "SIGKILL", "agent", "delegate logs");

    private static readonly TaskSpec Spec = new()
    {
        Id = Id, GraphId = "graph-1", Key = "test", Agent = "claude", Prompt = "say \"häß\" 日本", Cwd = "/repo", Priority = Priority.P1,
        TimeoutMs = 60_000, Model = "opus", PermissionMode = "acceptEdits", AllowedTools = ["Bash(git:*)"],
    };

    private static readonly TaskId Other = TaskId.Parse("task-rstvwxyz0123");
    private static readonly Checkpoint Checkpoint = new(
        At, "6f1d1c1e-0000-4000-8000-000000000001", 3, "Half of it is done.", "ok 1\nok 2", new("main", "0123456789abcdef0123456789abcdef01234567", ["a.txt"], 1),
        new(1, 2, 3, 4, 0.05m, 6));

    private static readonly TaskSpec FullSpec = Spec with
    {
        After = [new(Parent.Value, DependencyPolicy.Hold)], ContinueFrom = [Parent], IdleMs = 600_000, Queue = "build", Tree = "/repo", ShareFolder = true,
        Retry = new() { MaxAttempts = 3, BackoffMs = 5_000, MaxBackoffMs = 300_000, On = [FailureClass.ApiError, FailureClass.Lost], OnLost = LostPolicy.Resume },
        JsonSchema = "{\"type\":\"object\"}", Lineage = new(Other, Other, 1, LineageKind.Resume), ResumeSession = "6f1d1c1e-0000-4000-8000-000000000001",
        Resume = new("go on", "do it again"), Source = "cli",
    };

    private static readonly InboxProtocol.ViewSeen SeenView = new("session-9", "/repo", 41, 7, 12, "toolu_1", At);

    private static readonly object[] Samples =
    [
        new DagProtocol.GraphAccepted("graph-1", "cli", "session-9", [new(Spec, [new(Parent, DependencyPolicy.Hold, false)])], At),
        new DagProtocol.TaskDispatched(Id, At),
        new DagProtocol.CancelRequested(Id, Cause, At),
        new DagProtocol.TaskClosed(Id, TaskPhase.Failed, Outcome, At),
        new DagState
        {
            Open = DagState.Empty.Open.Add(Id, new() { Spec = Spec, Sequence = 1, Edges = [new(Parent, DependencyPolicy.Run, true)] }), NextSequence = 2,
        },
        new DagProtocol.TaskParked(Id, 1, At.AddMinutes(1), At),
        new DagProtocol.TaskPaused(Id, "cli", At),
        new DagProtocol.TaskContinued(Id, "cli", At),
        new DagProtocol.DependenciesChanged(Id, [new(Parent, DependencyPolicy.Cancel, false)], [Other], "cli", At),
        new DagProtocol.QueueConfigured("build", 2, true, "cli", At),
        new DagProtocol.AllPaused(true, "cli", At),
        new DagProtocol.TasksPruned([Id, Other], "cli", At),
        new FootprintObserved(Id, 2, "claude", "/repo", 900 << 20, 300 << 20, 0.25, true, At),
        Footprints.Empty.Apply(new(Id, 2, "claude", "/repo", 900 << 20, 300 << 20, 0.25, false, At)),
        SeenView,
        InboxState.Empty.Apply(SeenView),
        new TaskProtocol.Accepted(Spec, At),
        new TaskProtocol.AttemptStarting(Id, 1, "6f1d1c1e-0000-4000-8000-000000000001", At),
        new TaskProtocol.AttemptRunning(Id, 1, new(new(41, 1001, "boot"), new(42, 1002, "boot")), true, At),
        new TaskProtocol.SessionNamed(Id, 1, "6f1d1c1e-0000-4000-8000-000000000001", "opus", At),
        new TaskProtocol.CheckpointTaken(Id, 1, Checkpoint, At),
        new TaskProtocol.AttemptPaused(Id, 1, "cli", 1_000, At),
        new TaskProtocol.AttemptContinued(Id, 1, "cli", 2_000, At),
        new TaskProtocol.AgentInterrupted(Id, 1, 600_000, At),
        new TaskProtocol.AttemptFailed(Id, 1, Outcome, new(1, 2, 3, 4, 0.05m, 6), "6f1d1c1e-0000-4000-8000-000000000001", true, At.AddSeconds(5), At),
        new TaskProtocol.StopRequested(Id, 1, Cause, At),
        new TaskProtocol.Ended(Id, 1, TaskPhase.Failed, Outcome, "half of it", new(1, 2, 3, 4, 0.05m, 6), "6f1d1c1e-0000-4000-8000-000000000001", At),
        .. ScheduleSamples.All,
    ];

    /// <summary>The same types with what later versions added to them: files with <c>~2</c> in their names, and so on.</summary>
    private static readonly Dictionary<string, object> Grown = new()
    {
        ["dag.graph-accepted.v1~2"] = new DagProtocol.GraphAccepted("graph-1", "cli", null, [new(FullSpec, [])], At, "key-1", "0123abcd"),
        ["dag.graph-accepted.v1~3"] = new DagProtocol.GraphAccepted("graph-1", "cli", "session-9", [new(Spec with { AllowDelegation = true, DelegatedBy = Other, Generation = 1 }, [])], At) { CallerProject = "/project" },
        ["dag.snapshot.v1~3"] = DagState.Empty
            .Apply(new DagProtocol.GraphAccepted("graph-1", null, null, [new(Spec with { AllowDelegation = true }, [])], At))
            .Apply(new DagProtocol.GraphAccepted("graph-2", null, null, [new(Spec with { Id = Other, DelegatedBy = Id, Generation = 1 }, [])], At))
            .Apply(new DagProtocol.TaskClosed(Other, TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done.", 0), At)), // one task: two have no order
        ["dag.snapshot.v1~2"] = DagState.Empty
            .Apply(new DagProtocol.GraphAccepted("graph-1", null, null, [new(FullSpec, [new(Parent, DependencyPolicy.Hold, false)])], At, "key-1", "0123abcd"))
            .Apply(new DagProtocol.TaskPaused(Id, "cli", At))
            .Apply(new DagProtocol.QueueConfigured("build", 2, false, "cli", At))
            .Apply(new DagProtocol.AllPaused(true, "cli", At)),
        ["task.accepted.v1~2"] = new TaskProtocol.Accepted(FullSpec with { Prompt = "say ${{ tasks.task-cdefghjkmnpq.result }}", Expressions = true }, At),
        ["task.attempt-starting.v1~2"] = new TaskProtocol.AttemptStarting(Id, 2, "6f1d1c1e-0000-4000-8000-000000000001", At, true, "go on", "do it", 12_345),
        ["task.attempt-running.v1~2"] = new TaskProtocol.AttemptRunning(
            Id, 1, new(new(41, 1001, "boot"), new(42, 1002, "boot")), false, At, Checkpoint.Git, "6f1d1c1e-0000-4000-8000-000000000002"),
        ["task.ended.v1~2"] = new TaskProtocol.Ended(Id, 1, TaskPhase.Succeeded, new(OutcomeCodes.Succeeded, "Done.", 0), "{\"a\":1}", null, null, At, "{\"a\":1}"),
    };

    public static TheoryData<string> GrownNames => [.. Grown.Keys];

    public static TheoryData<string> Names => [.. Manifests.ByName.Keys.Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_an_older_version_wrote_is_read_and_written_the_same_today(string manifest)
    {
        Check(manifest, manifest, SampleOf(manifest));
    }

    [Theory]
    [MemberData(nameof(GrownNames))]
    public void What_later_versions_added_to_a_type_is_read_and_written_the_same_today(string name) =>
        Check(name, name[..name.IndexOf('~', StringComparison.Ordinal)], Grown[name]);

    private static void Check(string name, string manifest, object sample)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.json");
        Assert.True(File.Exists(file), $"{name} has no golden file. Commit this one, once and for ever:\n{Written(sample)}");
        var golden = File.ReadAllText(file).TrimEnd();

        var read = JournalSerializer.Decode(Encoding.UTF8.GetBytes(golden), manifest);

        Assert.Equal(golden, Written(read));
        Assert.Equal(golden, Written(sample));
    }

    [Fact]
    public void Every_journaled_type_has_a_manifest()
    {
        var journaled = typeof(IJournaled).Assembly.GetTypes().Where(type => type.IsClass && !type.IsAbstract && type.IsAssignableTo(typeof(IJournaled)));
        Assert.Equal(journaled.Select(type => type.FullName).Order(), Manifests.ByType.Keys.Select(type => type.FullName).Order());
    }

    [Fact]
    public void A_manifest_of_a_newer_version_is_an_error_that_says_so()
    {
        var error = Assert.Throws<ArgumentException>(() => JournalSerializer.Decode("{}"u8, "task.ended.v99"));
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_that_an_old_entry_lacks_takes_its_default()
    {
        var read = (TaskProtocol.Accepted)JournalSerializer.Decode(
            """{"spec":{"id":"task-0123456789ab","graphId":"g","agent":"shell","prompt":"true","cwd":"/"},"at":"2026-01-02T03:04:05Z"}"""u8, "task.accepted.v1");
        Assert.Equal(Priority.P2, read.Spec.Priority);
        Assert.Empty(read.Spec.AllowedTools);
    }

    private static object SampleOf(string manifest) =>
        Samples.SingleOrDefault(sample => Manifests.ByType[sample.GetType()] == manifest)
        ?? throw new InvalidOperationException($"{manifest} needs a sample in {nameof(GoldenSpecs)}.");

    private static string Written(object value)
    {
        using var document = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(value, Manifests.ByName[Manifests.ByType[value.GetType()]]));
        return JsonSerializer.Serialize(document, Readable);
    }
}
