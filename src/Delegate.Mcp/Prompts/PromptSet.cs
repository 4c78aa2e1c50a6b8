using System.Reflection;
using Delegate.Contracts;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Prompts;

/// <summary>The prompts of a session. A new one is a class here and a line.</summary>
internal static class PromptSet
{
    public static McpServerPrimitiveCollection<McpServerPrompt> Create(IDelegateClient client, TimeProvider time) =>
    [
        From(new PlanParallelPrompt()),
        From(new WhatHappenedPrompt(client, time)),
    ];

    private static McpServerPrompt From(object target)
    {
        var method = target.GetType().GetMethods().Single(candidate => candidate.GetCustomAttribute<McpServerPromptAttribute>() is not null);
        return McpServerPrompt.Create(method, method.IsStatic ? null : target, new() { SerializerOptions = McpJson.Options });
    }
}
