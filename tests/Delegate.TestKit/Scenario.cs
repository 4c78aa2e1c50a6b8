using Xunit;

namespace Delegate.TestKit;

/// <summary>Given events, when a command is decided, then these events: a decider's spec in three words, with no actor.</summary>
public static class Scenario
{
    /// <summary>The past.</summary>
    public static Scenario<TState, TEvent> Given<TState, TEvent>(TState initial, Func<TState, TEvent, TState> apply, IEnumerable<TEvent> events) =>
        new(events.Aggregate(initial, apply));
}

/// <summary>A past that something is to happen in.</summary>
/// <param name="State">What the past adds up to.</param>
public sealed record Scenario<TState, TEvent>(TState State)
{
    /// <summary>What happens.</summary>
    public Decided<TEvent> When(Func<TState, IReadOnlyList<TEvent>> decide) => new(decide(State));
}

/// <summary>What was decided.</summary>
public sealed record Decided<TEvent>(IReadOnlyList<TEvent> Events)
{
    /// <summary>Exactly these events, in this order.</summary>
    public void Then(params TEvent[] expected) => Assert.Equal(expected, Events);

    /// <summary>Nothing changes.</summary>
    public void ThenNothing() => Assert.Empty(Events);
}
