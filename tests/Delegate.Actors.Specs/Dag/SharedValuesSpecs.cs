using System.Text.Json;
using Delegate.Actors.Dag;
using Delegate.Actors.Serialization;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Dag;

/// <summary>A waiting task costs what is its own: what is equal in many is one object, wherever the state comes from.</summary>
public class SharedValuesSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Two_submissions_share_what_they_say_alike() => AssertShared(DagState.Empty.Apply(Submission()).Apply(Submission()));

    [Fact]
    public void What_is_read_from_the_journal_is_shared_again()
    {
        var state = DagState.Empty;
        foreach (var happened in new[] { Submission(), Submission() })
            state = state.Apply(SharedValues.Of((DagProtocol.GraphAccepted)Again(happened), state));
        AssertShared(state);
    }

    [Fact]
    public void What_is_read_from_a_snapshot_is_shared_again() =>
        AssertShared(((DagState)Again(DagState.Empty.Apply(Submission()).Apply(Submission()))).WithChildren());

    [Fact]
    public void Sharing_changes_nothing_that_is_stored()
    {
        var state = DagState.Empty.Apply(Submission());
        Assert.Equal(Json(state), Json(((DagState)Again(state)).WithChildren()));
        var submission = Submission();
        Assert.Equal(Json(submission), Json(SharedValues.Of((DagProtocol.GraphAccepted)Again(submission), DagState.Empty)));
    }

    private static void AssertShared(DagState state)
    {
        var tasks = state.Open.Values.OrderBy(task => task.Sequence).ToList();
        Assert.Equal(6, tasks.Count);
        foreach (var spec in tasks.Select(task => task.Spec))
        {
            Assert.Same(tasks[0].Spec.Cwd, spec.Cwd);
            Assert.Same(tasks[0].Spec.Agent, spec.Agent);
            Assert.Same(tasks[0].Spec.Retry, spec.Retry);
        }
        var (parent, children) = (tasks[0], tasks[1..3]);
        Assert.All(children, child => Assert.Same(parent.Id.Value, child.Edges[0].On.Value));
        Assert.Same(children[0].Spec.After![0], children[1].Spec.After![0]);
        Assert.Same(parent.Id.Value, children[0].Spec.After![0].On);
        Assert.All(children, child => Assert.Contains(state.ChildrenOf(parent.Id), id => ReferenceEquals(id.Value, child.Id.Value)));
    }

    /// <summary>As the host reads it: every text by itself.</summary>
    private static DagProtocol.GraphAccepted Submission()
    {
        var request = new SubmitRequest
        {
            Tasks = [.. new[] { "a", "b", "c" }.Select(key => new TaskRequest
            {
                Key = key, Agent = new string(AgentNames.Shell), Prompt = ":", Cwd = new string("/some/where".AsSpan()), After = key == "a" ? [] : [new("a")],
                Retry = new() { MaxAttempts = 3, On = [.. RetryPolicy.DefaultOn] },
            })],
        };
        var (accepted, error) = DagDecider.Decide(
            DagState.Empty, new(request, "graph", [.. request.Tasks.Select(_ => TaskId.New())]), new Dictionary<TaskId, TaskProtocol.EndDescription>(), new DagLimits(), Now);
        Assert.Null(error);
        return accepted!;
    }

    private static object Again(object journaled) => JournalSerializer.Decode(JsonSerializer.SerializeToUtf8Bytes(journaled, Type(journaled)), Manifests.ByType[journaled.GetType()]);

    private static string Json(object journaled) => JsonSerializer.Serialize(journaled, Type(journaled));

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo Type(object journaled) => Manifests.ByName[Manifests.ByType[journaled.GetType()]];
}
