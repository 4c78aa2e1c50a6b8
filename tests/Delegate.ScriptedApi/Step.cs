using System.Text.Json.Nodes;

namespace Delegate.ScriptedApi;

/// <summary>What the scripted model does in one turn.</summary>
public abstract record Step
{
    private Step()
    {
    }

    /// <summary>Says this, and ends its turn.</summary>
    public sealed record Say(string Text) : Step;

    /// <summary>Calls a tool; the next step comes when its result is in.</summary>
    public sealed record CallTool(string Name, JsonObject Input) : Step;

    /// <summary>The service fails with this status.</summary>
    public sealed record Fail(int Status, string Type, string Message) : Step;

    /// <summary>The subscriber's usage limit is reached, and resets after so many seconds.</summary>
    public sealed record UsageLimit(int ResetsAfter) : Step;

    /// <summary>
    /// The first so many times that this is asked, by whatever session, the service fails; then the turn is taken.
    /// </summary>
    /// <param name="Turn">Which one: the prompt, and how far its conversation is.</param>
    public sealed record First(int Times, Step Failure, Step Then, string Turn) : Step;

    /// <summary>No answer until <see cref="ScriptedMessagesApi.Release"/>; then it says so.</summary>
    public sealed record Hang : Step;
}
