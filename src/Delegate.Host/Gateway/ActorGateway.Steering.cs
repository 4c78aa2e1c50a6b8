using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Scaling;
using Delegate.Contracts;

namespace Delegate.Host.Gateway;

/// <summary>Retry, resume, pause, other dependencies; queues.</summary>
internal sealed partial class ActorGateway
{
    // The coordinator takes a queue's setting whole; a wish may name a part of it. One at a time, so that none is lost.
    private readonly SemaphoreSlim _oneQueueAtATime = new(1);

    public Task<TaskView> RetryTaskAsync(TaskId id, SteerRequest request, CancellationToken cancel) =>
        AgainAsync(id, LineageKind.Retry, null, request.By, cancel);

    public async Task<TaskView> ResumeTaskAsync(TaskId id, ResumeRequest request, CancellationToken cancel)
    {
        if (request.Context is { Length: > ResumeRequest.LongestContext } context)
            throw new DelegateException(new(ErrorCodes.LimitExceeded,
                $"The context has {context.Length} characters; the limit is {ResumeRequest.LongestContext}.", "put it into a file, and name the file", "context"));
        if (string.IsNullOrWhiteSpace(request.Context))
        {
            var answer = await AskAsync<DagCoordinatorKey, DagProtocol.Answer>(new DagProtocol.ContinueTask(id, By(request.By)), cancel);
            if (answer.Error is null)
                return await GetTaskAsync(id, cancel);
            if (answer.Error.Code is not (ErrorCodes.AlreadyEnded or ErrorCodes.NotPaused))
                throw new DelegateException(answer.Error);
        }
        else if ((await GetTaskAsync(id, cancel)).PausedBy is not null)
        {
            throw new DelegateException(new(ErrorCodes.InvalidInput,
                $"{id} is paused: it goes on in the middle of its work, and nobody can be told anything there.", $"delegate resume {id}", "context"));
        }
        return await AgainAsync(id, LineageKind.Resume, request.Context, request.By, cancel);
    }

    public async Task<TaskView> PauseTaskAsync(TaskId id, SteerRequest request, CancellationToken cancel)
    {
        await CommandAsync(new DagProtocol.PauseTask(id, By(request.By)), cancel);
        return await GetTaskAsync(id, cancel);
    }

    public async Task<TaskView> ChangeDependenciesAsync(TaskId id, DependencyChangeRequest request, CancellationToken cancel)
    {
        if (request.Add.Count + request.Remove.Count == 0)
            throw new DelegateException(new(ErrorCodes.InvalidInput, "Nothing is to be added or removed.", "delegate depend --help", "add"));
        await CommandAsync(new DagProtocol.ChangeDependencies(id, request.Add, request.Remove, By(request.By)), cancel);
        return await GetTaskAsync(id, cancel);
    }

    public async Task<CapacityView> SetQueueAsync(string name, QueueRequest request, CancellationToken cancel)
    {
        if (!SubmissionRules.IsQueueName(name))
            throw new DelegateException(new(ErrorCodes.InvalidInput,
                $"'{name}' cannot be a queue's name: 1 to 64 letters, digits, '-', '_' or '.'.", "delegate queue list", "name"));
        if (request.Limit is < 0 or > QueueRequest.MostAtOnce)
            throw new DelegateException(new(ErrorCodes.InvalidInput,
                $"A limit of {request.Limit} is out of range: 1 to {QueueRequest.MostAtOnce}; 0 = none.", "delegate queue set --help", "limit"));
        await _oneQueueAtATime.WaitAsync(cancel);
        try
        {
            var now = await AskAsync<DagCoordinatorKey, DagProtocol.QueuesDescription>(new DagProtocol.DescribeQueues(), cancel);
            var before = now.Queues.GetValueOrDefault(name) ?? new(null, false);
            var limit = request.Limit switch { null => before.Concurrency, 0 => null, var most => most };
            await CommandAsync(new DagProtocol.ChangeQueueSettings(name, limit, request.Paused ?? before.Paused, By(request.By)), cancel);
        }
        finally
        {
            _oneQueueAtATime.Release();
        }
        return await CapacityAsync(cancel);
    }

    public async Task<CapacityView> PauseAllAsync(PauseAllRequest request, CancellationToken cancel)
    {
        await CommandAsync(new DagProtocol.PauseAll(request.Paused, By(request.By)), cancel);
        return await CapacityAsync(cancel);
    }

    private async Task<TaskView> AgainAsync(TaskId id, LineageKind kind, string? context, string? by, CancellationToken cancel)
    {
        var command = new DagProtocol.Again(id, kind, TaskId.New(), $"graph-{Guid.CreateVersion7():N}", context, By(by));
        var answer = await AskAsync<DagCoordinatorKey, DagProtocol.SubmitAnswer>(command, cancel);
        return answer.Reply is { } reply ? await GetTaskAsync(reply.Tasks[0].Id, cancel) : throw new DelegateException(answer.Error!);
    }

    private async Task CommandAsync(object command, CancellationToken cancel)
    {
        if ((await AskAsync<DagCoordinatorKey, DagProtocol.Answer>(command, cancel)).Error is { } error)
            throw new DelegateException(error);
    }

    private async Task<CapacityView> CapacityAsync(CancellationToken cancel) =>
        (await AskAsync<ScalerKey, ScalingProtocol.Capacity>(new ScalingProtocol.DescribeCapacity([]), cancel)).View;

    private static string By(string? who) => string.IsNullOrWhiteSpace(who) ? "api" : who;
}
