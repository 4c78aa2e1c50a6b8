using System.ComponentModel;
using ModelContextProtocol.Server;

namespace Delegate.Mcp.Prompts;

/// <summary>Asks for a plan whose parts go on at the same time.</summary>
internal sealed class PlanParallelPrompt
{
    [McpServerPrompt(Name = "plan-parallel", Title = "Plan this as parallel tasks")]
    [Description("Splits a goal into tasks that can go on at the same time, shows the plan, and submits it as one graph.")]
    public static string Get([Description("What is to be reached.")] string goal) =>
        $"""
        Plan this as tasks that background agents carry out in parallel, with Delegate's tools:

        {goal}

        1. Split it into tasks that each have one result that can be checked. Look at the repository first where that helps.
        2. Find what really depends on what. Two tasks without a dependency run at the same time: they must not change the
           same files, or must work in different folders or git worktrees.
        3. Each prompt goes to a session that knows nothing of this conversation: say the goal, the files, what to leave
           alone, and how to verify. Builds, tests and scripts are for agent "shell".
        4. End with a task that verifies the whole and depends on the others.
        5. Show the plan as a short table (key, agent, what, depends on) and say how long the longest chain is.
        6. Then submit it in one SubmitGraph call and give the ids. WaitForTasks and ShowGraph follow it.
        """;
}
