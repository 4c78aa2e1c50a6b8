using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Contracts;
using Delegate.TestKit;

namespace Delegate.Actors.Specs.Dag;

/// <summary>The same submission twice gives the same tasks once.</summary>
public class IdempotencySpecs : DelegateTestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly SubmitRequest Wish = new() { Tasks = [NewTask("build", "build"), NewTask("test", "test") with { After = [new("build")] }], IdempotencyKey = "key-1" };

    [Fact]
    public async Task A_repetition_is_answered_like_the_first_and_makes_no_task()
    {
        var first = await SubmitAsync(Wish);
        var second = await SubmitAsync(Wish);
        Assert.Equal(first.Reply!.Tasks, second.Reply!.Tasks);
        Assert.Equal(first.Reply.GraphId, second.Reply.GraphId);
        await AgentStartsAsync();
        Agents.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_repetition_after_a_restart_too()
    {
        var first = await SubmitAsync(Wish);
        await RestartAsync();
        Assert.Equal(first.Reply!.Tasks, (await SubmitAsync(Wish)).Reply!.Tasks);
    }

    [Fact]
    public async Task Of_a_hundred_at_once_one_is_accepted_and_all_get_its_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => SubmitAsync(Wish)));
        Assert.Single(answers.Select(answer => answer.Reply!.Tasks[0].Id).Distinct());
        Assert.Single(Journal.EventsOf(Home, "dag").OfType<DagProtocol.GraphAccepted>());
    }

    [Fact]
    public async Task A_repetition_that_overtakes_the_first_while_a_finished_parent_is_asked_makes_no_second_task()
    {
        var parent = await SubmitOneAsync("parent");
        var (launch, slot) = await AgentStartsAsync();
        slot.Tell(EndedWell(launch.Attempt));
        await AwaitPhaseAsync(parent, TaskPhase.Succeeded);
        await CoordinatorHasHeardAsync();
        var wish = new SubmitRequest { Tasks = [NewTask("child") with { After = [new(parent.Value)] }], IdempotencyKey = "key-2" };
        var answers = await Task.WhenAll(SubmitAsync(wish), SubmitAsync(wish));
        Assert.Equal(answers[0].Reply!.Tasks, answers[1].Reply!.Tasks);
    }

    [Fact]
    public async Task Another_wish_of_the_same_name_is_refused()
    {
        await SubmitAsync(Wish);
        var error = (await SubmitAsync(Wish with { Tasks = [NewTask("something else")] })).Error!;
        Assert.Equal((ErrorCodes.DuplicateKey, "idempotencyKey"), (error.Code, error.Field));
    }

    [Fact]
    public void Only_the_latest_are_remembered()
    {
        var recent = Enumerable.Range(0, RecentSubmissions.Most + 1).Aggregate(RecentSubmissions.None, (all, i) =>
            all.With(new("graph", null, null, [], DateTimeOffset.UnixEpoch, $"key-{i}", "digest")));
        Assert.Equal(RecentSubmissions.Most, recent.ByKey.Count);
        Assert.False(recent.ByKey.ContainsKey("key-0"));
    }

    private Task<DagProtocol.SubmitAnswer> SubmitAsync(SubmitRequest request) => Actor<DagCoordinatorKey>().Ask<DagProtocol.SubmitAnswer>(
        new DagProtocol.Submit(request, $"graph-{Guid.NewGuid():N}", [.. request.Tasks.Select(_ => TaskId.New())]), Patience);
}
