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

    /// <summary>The subscriber's usage limit is reached.</summary>
    public sealed record UsageLimit : Step;

    /// <summary>No answer until <see cref="ScriptedMessagesApi.Release"/>; then it says so.</summary>
    public sealed record Hang : Step;
}
