using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Delegate.Actors.Dag;
using Delegate.Actors.Processes;
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

    private static readonly object[] Samples =
    [
        new DagProtocol.GraphAccepted("graph-1", "cli", "session-9", [new(Spec, [new(Parent, DependencyPolicy.Hold, false)])], At),
        new DagProtocol.TaskDispatched(Id, At),
        new DagProtocol.CancelRequested(Id, Cause, At),
        new DagProtocol.TaskClosed(Id, TaskPhase.Failed, Outcome, At),
        DagState.Empty.Apply(new DagProtocol.GraphAccepted("graph-1", null, null, [new(Spec, [new(Parent, DependencyPolicy.Run, true)])], At)),
        new TaskProtocol.Accepted(Spec, At),
        new TaskProtocol.AttemptStarting(Id, 1, "6f1d1c1e-0000-4000-8000-000000000001", At),
        new TaskProtocol.AttemptRunning(Id, 1, new(new(41, 1001, "boot"), new(42, 1002, "boot")), true, At),
        new TaskProtocol.SessionNamed(Id, 1, "6f1d1c1e-0000-4000-8000-000000000001", "opus", At),
        new TaskProtocol.StopRequested(Id, 1, Cause, At),
        new TaskProtocol.Ended(Id, 1, TaskPhase.Failed, Outcome, "half of it", new(1, 2, 3, 4, 0.05m, 6), "6f1d1c1e-0000-4000-8000-000000000001", At),
    ];

    public static TheoryData<string> Names => [.. Manifests.ByName.Keys.Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_an_older_version_wrote_is_read_and_written_the_same_today(string manifest)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Golden", $"{manifest}.json");
        Assert.True(File.Exists(file), $"{manifest} has no golden file. Commit this one, once and for ever:\n{Written(SampleOf(manifest))}");
        var golden = File.ReadAllText(file).TrimEnd();

        var read = JournalSerializer.Decode(Encoding.UTF8.GetBytes(golden), manifest);

        Assert.Equal(golden, Written(read));
        Assert.Equal(golden, Written(SampleOf(manifest)));
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
