using System.ComponentModel;
using Delegate.Contracts;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Tools.Machine;

/// <summary>Who can be given work.</summary>
internal sealed class ListAgentsTool
{
    private static readonly Agent[] All =
    [
        new(AgentNames.Claude, "A new Claude Code session, headless: anything that needs thinking, reading or writing code.",
            "Complete instructions: it knows nothing of this conversation.", ["model", "permissionMode", "allowedTools", "jsonSchema", "shareFolder"], ConversationGoesOn: true),
        new(AgentNames.Shell, "A command line run by /bin/sh: builds, tests, scripts. Costs no tokens.",
            "The command line.", [], ConversationGoesOn: false),
    ];

    [McpServerTool(Name = "ListAgents", Title = "List agents", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false)]
    [Answers(typeof(Agents))]
    [Description(
        """
        The agents that work can be given to, what each is for, and what a prompt is to it.
        Example: {}
        """)]
    public static CallToolResult Run() =>
        ToolReply.Success(string.Join('\n', All.Select(agent => $"{agent.Name}: {agent.For} Prompt: {agent.Prompt}")), new Agents(All));

    private sealed record Agents(IReadOnlyList<Agent> Items);

    /// <param name="OwnParameters">Parameters of DelegateTask that only this agent heeds.</param>
    /// <param name="ConversationGoesOn">True when ResumeTask goes on in the same conversation.</param>
    private sealed record Agent(string Name, string For, string Prompt, IReadOnlyList<string> OwnParameters, bool ConversationGoesOn);
}
