using CsCheck;
using Delegate.Actors.Dag;
using Delegate.Actors.Tasks;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Dag;

/// <summary>Many clients at once, in any order: every graph that is accepted has no circle, and a refusal leaves no trace.</summary>
public class AcyclicPropertySpecs
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DagLimits Limits = new();
    private static readonly Dictionary<TaskId, TaskProtocol.EndDescription> NobodyHasEnded = [];

    /// <summary>A client submits a few tasks with edges among themselves and to what is there; or it changes a dependency.</summary>
    private sealed record Step(bool Submits, int Size, (int From, int To)[] Edges, int Task, int On);

    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Bool, Gen.Int[1, 5], Gen.Select(Gen.Int[0, 4], Gen.Int[0, 20]).Array[0, 6], Gen.Int[0, 30], Gen.Int[0, 30],
        (submits, size, edges, task, on) => new Step(submits, size, edges, task, on));

    [Fact]
    public void Whatever_the_clients_send_in_whatever_order_no_circle_is_accepted()
    {
        var (accepted, refused) = (0, 0);
        AnyStep.Array[1, 25].Sample(steps =>
        {
            var (state, all) = (DagState.Empty, new List<TaskId>());
            foreach (var step in steps)
            {
                var (happened, error) = step.Submits || all.Count == 0 ? Submit(state, step, all) : Change(state, step, all);
                Assert.True(happened is null != error is null, "neither accepted nor refused");
                if (error?.Code == ErrorCodes.DependencyCycle)
                    Interlocked.Increment(ref refused);
                if (happened is null)
                    continue;
                Interlocked.Increment(ref accepted);
                state = state.Apply(happened);
                if (happened is DagProtocol.GraphAccepted graph)
                    all.AddRange(graph.Tasks.Select(task => task.Spec.Id));
                Assert.Equal(state.Open.Count, InOrder(state).Count);
                Assert.Equal(Snapshot(state.WithChildren()), Snapshot(state)); // what is derived is what a restart would derive
            }
        }, iter: 1_000);
        Assert.True(accepted > 1_000 && refused > 1_000, $"{accepted} accepted, {refused} circles refused: the script has lost its point");
    }

    private static (DagProtocol.IEvent?, DelegateError?) Submit(DagState state, Step step, List<TaskId> all)
    {
        string Name(int to) => to < step.Size ? $"k{to}" : all.Count > 0 ? all[to % all.Count].Value : "k0";
        var tasks = Enumerable.Range(0, step.Size).Select(i => new TaskRequest
        {
            Key = $"k{i}", Prompt = "p", Cwd = "/", Agent = AgentNames.Shell,
            After = [.. step.Edges.Where(edge => edge.From == i).Select(edge => Name(edge.To)).Distinct().Select(on => new DependencyRequest(on))],
        }).ToList();
        var command = new DagProtocol.Submit(new() { Tasks = tasks }, "graph", [.. tasks.Select(_ => TaskId.New())]);
        return DagDecider.Decide(state, command, NobodyHasEnded, Limits, Now);
    }

    private static (DagProtocol.IEvent?, DelegateError?) Change(DagState state, Step step, List<TaskId> all)
    {
        var task = all[step.Task % all.Count];
        var on = all[step.On % all.Count];
        var isThere = state.Open[task].Edges.Any(edge => edge.On == on);
        return DependencyChange.Decide(
            state, new(task, isThere ? [] : [new DependencyRequest(on.Value)], isThere ? [on] : [], "spec"), NobodyHasEnded, Limits, Now);
    }

    /// <summary>Kahn's way, which the product does not use: takes away what waits for nobody until nothing is left, or a circle.</summary>
    private static List<TaskId> InOrder(DagState state)
    {
        var waits = state.Open.Values.ToDictionary(task => task.Id, task => task.Edges.Select(edge => edge.On).ToHashSet());
        var order = new List<TaskId>();
        while (waits.FirstOrDefault(task => task.Value.Count == 0) is { Value: not null } free)
        {
            order.Add(free.Key);
            waits.Remove(free.Key);
            foreach (var others in waits.Values)
                others.Remove(free.Key);
        }
        return order;
    }

    private static string Snapshot(DagState state) => string.Join('\n', state.Children
        .Where(entry => entry.Value.Length > 0).OrderBy(entry => entry.Key.Value)
        .Select(entry => $"{entry.Key}: {string.Join(' ', entry.Value.Select(child => child.Value).Order())}"));
}
