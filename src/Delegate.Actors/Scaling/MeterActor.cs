using Akka.Actor;
using Delegate.Actors.Processes;

namespace Delegate.Actors.Scaling;

/// <summary>Walks through the process table when the scaler asks, on a turn of its own: grants do not wait for it.</summary>
public sealed class MeterActor : ReceiveActor
{
    public MeterActor(IAttemptMeter meter) =>
        Receive<Measure>(question => Sender.Tell(new Measured(meter.Measure(question.Attempts, question.CeilingBytes))));

    public static Props CreateProps(IAttemptMeter meter) => Props.Create(() => new MeterActor(meter));

    /// <summary>What do they take? Answered by <see cref="Measured"/>.</summary>
    public sealed record Measure(IReadOnlyCollection<AttemptKey> Attempts, long CeilingBytes);

    public sealed record Measured(IReadOnlyList<AttemptUse> Uses);
}
