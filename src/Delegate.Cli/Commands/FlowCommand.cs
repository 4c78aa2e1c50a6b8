using System.CommandLine;
using Delegate.Cli.Following;
using Delegate.Cli.Json;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate flow run</c>: submits a file of tasks that depend on each other.</summary>
internal static class FlowCommand
{
    public static Command Create(CliContext context) => new Verb("flow", "Graphs of tasks, written in a YAML file.",
        "delegate flow run examples/build-test-deploy.yaml --follow")
    {
        CreateRun(context),
    };

    private static Verb CreateRun(CliContext context)
    {
        var file = new Argument<string>("file") { Description = "The flow file (YAML); - reads it from stdin. Its folder is where relative paths start." };
        var follow = new Option<bool>("--follow", "-f")
        {
            Description = "Show all output as it comes, then a summary; exit with the code of the first task that did not succeed.",
        };
        var json = CommonOptions.Json("one object with graphId and tasks (with --follow: the ended tasks)", ContractsJson.Default.SubmitReply, CliJson.Default.EndedFlow);
        var verb = new Verb("run", "Submit a flow file: all its tasks, or none.",
            "delegate flow run build.yaml",
            "delegate flow run build.yaml --follow",
            "delegate flow run build.yaml --json | jq -r '.tasks[].id'")
        {
            file, follow, json,
        };
        verb.SetAction(async (parsed, cancel) =>
        {
            var path = parsed.GetValue(file)!;
            var request = new FlowRequest(
                await PromptSource.ReadTextAsync(context, path, cancel),
                path == "-" ? "stdin" : path,
                path == "-" ? context.Folder : Path.GetDirectoryName(Path.GetFullPath(path, context.Folder))!);
            var client = await context.Hosts.ConnectAsync(cancel);
            var reply = await client.SubmitFlowAsync(request, cancel);
            return parsed.GetValue(follow)
                ? await Detaching.RunAsync(context, [.. reply.Tasks.Select(task => task.Id)],
                    () => FollowAsync(context, reply, parsed.GetValue(json), cancel))
                : Accepted(context, reply, parsed.GetValue(json));
        });
        return verb;
    }

    private static int Accepted(CliContext context, SubmitReply reply, bool json)
    {
        if (json)
            context.Terminal.OutJson(reply, ContractsJson.Default.SubmitReply);
        else
            context.Terminal.Out(new Table(["NAME", "ID"], [.. reply.Tasks.Select(task => new Cell[] { NameOf(task), task.Id.Value })]));
        context.Terminal.Say($"accepted {Words.Plural(reply.Tasks.Count, "task")}; see delegate list, delegate logs -f <id>");
        return ExitCodes.Ok;
    }

    private static async Task<int> FollowAsync(CliContext context, SubmitReply reply, bool json, CancellationToken cancel)
    {
        var width = reply.Tasks.Max(task => NameOf(task).Length);
        var followed = reply.Tasks
            .Select((task, index) => new Followed(task.Id, NameOf(task), new Label($"{NameOf(task).PadRight(width)} |", NameTone(index))))
            .ToList();
        foreach (var task in followed)
            context.Terminal.Say($"accepted as {task.Id}", task.Label);
        var ended = await Follower.RunAsync(context, followed, new FollowOptions { OutputAsWords = json }, cancel);
        context.Terminal.Say(Summary(ended, context.Time.GetUtcNow()));
        if (json)
            context.Terminal.OutJson(new EndedFlow(reply.GraphId, ended), CliJson.Default.EndedFlow);
        return ExitCodes.Of(ended);
    }

    private static Table Summary(IReadOnlyList<TaskView> ended, DateTimeOffset now) => new(
        ["NAME", "ID", "PHASE", "DURATION", "COST", "OUTCOME"],
        [.. ended.Select(task => new Cell[]
        {
            task.Key ?? task.Id.Value, task.Id.Value, Words.PhaseCell(task.Phase), Words.Duration(task, now), Words.Cost(task),
            task.Outcome?.Message ?? "",
        })]);

    private static string NameOf(SubmittedTask task) => task.Key ?? task.Id.Value;

    private static Tone NameTone(int index) => Tone.Name1 + (index % (Tone.Name5 - Tone.Name1 + 1));
}
