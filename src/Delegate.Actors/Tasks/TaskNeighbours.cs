using Akka.Actor;
using Delegate.Actors.Processes;

namespace Delegate.Actors.Tasks;

/// <summary>Whom a task talks to.</summary>
/// <param name="Coordinator">Hears of ends, and of attempts that are to follow.</param>
/// <param name="Processes">Takes <see cref="ProcessProtocol.ICommand"/>: the scaler of the node that owns the files.</param>
/// <param name="Projector">Hears that the journal has grown.</param>
/// <param name="Tasks">The other tasks, by <see cref="IWithTaskId"/>.</param>
public sealed record TaskNeighbours(IActorRef Coordinator, IActorRef Processes, IActorRef Projector, IActorRef Tasks);

/// <summary>What a task needs besides.</summary>
/// <param name="Grace">Between the polite signal and the hard one.</param>
/// <param name="Roll">0 to 1, by chance.</param>
/// <param name="ResultBudget">Bytes of another task's result that go into a prompt at the most.</param>
public sealed record TaskSettings(TimeProvider Time, TimeSpan Grace, Func<double> Roll, int ResultBudget = PromptComposer.DefaultBudget);
