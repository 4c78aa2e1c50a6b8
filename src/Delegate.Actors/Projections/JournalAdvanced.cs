namespace Delegate.Actors.Projections;

/// <summary>Told to the projector after every write: there is something new in the journal. It carries nothing, since the journal has it all.</summary>
public sealed record JournalAdvanced
{
    public static JournalAdvanced Instance { get; } = new();
}
