using Akka.Actor;
using Delegate.Actors.Dag;
using Delegate.Contracts;

namespace Delegate.Actors.Scheduling;

/// <summary>
/// Hands one occurrence's tasks to the coordinator, and asks again until it hears something: under one idempotency key
/// they are made once, however often they are handed over.
/// </summary>
internal sealed class SubmissionActor : ReceiveActor, IWithTimers
{
    // Longer than the journal waits for its file (9 s): whoever has not answered by then will not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly IActorRef _coordinator;
    private readonly DagProtocol.Submit _submission;
    private int _times;

    public SubmissionActor(IActorRef coordinator, long number, DagProtocol.Submit submission)
    {
        (_coordinator, _submission) = (coordinator, submission);
        Receive<Again>(_ => HandOver());
        Receive<DagProtocol.SubmitAnswer>(answer =>
        {
            if (answer.Error is { Code: ErrorCodes.JournalUnusable })
                return; // says nothing about the tasks: ask again
            // The key is ours alone: that it was used means that this very submission was accepted before, under other settings.
            var error = answer.Error is { Code: ErrorCodes.DuplicateKey, Field: "idempotencyKey" } ? null : answer.Error;
            Context.Parent.Tell(new Answered(number, answer.Reply?.Tasks.Select(task => task.Id).ToList(), error, _times > 1));
            Context.Stop(Self);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props CreateProps(IActorRef coordinator, long number, DagProtocol.Submit submission) =>
        Props.Create(() => new SubmissionActor(coordinator, number, submission));

    protected override void PreStart() => HandOver();

    private void HandOver()
    {
        _times++;
        _coordinator.Tell(_submission);
        Timers.StartSingleTimer("again", Again.Instance, Patience);
    }

    /// <param name="TaskIds">Null when the answer did not say.</param>
    /// <param name="Repeated">It was handed over more than once, so its tasks may have ended already.</param>
    public sealed record Answered(long Number, IReadOnlyList<TaskId>? TaskIds, DelegateError? Error, bool Repeated);

    private sealed record Again : INoSerializationVerificationNeeded
    {
        public static Again Instance { get; } = new();
    }
}
