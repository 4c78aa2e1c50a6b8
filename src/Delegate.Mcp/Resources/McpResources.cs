using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Delegate.Contracts;
using Delegate.Mcp.Tools.Schedules;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Delegate.Mcp;

/// <summary>Tasks, graphs and schedules as resources: whole, where a tool's reply is cut.</summary>
internal sealed class McpResources(IDelegateClient client)
{
    private const int PageSize = 50;
    private const int HistoryEntries = 1_000;

    /// <summary>Characters of an output; <c>delegate logs</c> has what is before.</summary>
    private const int OutputBudget = 400_000;

    private static readonly Dictionary<ResourceKind, (string Name, string Title, string Description, string Mime)> Words = new()
    {
        [ResourceKind.Task] = ("task", "A task", "How a task stands, whole: phase, outcome, result, checkpoint, usage.", "application/json"),
        [ResourceKind.Output] = ("task-output", "Output of a task", "What a task has written, as text; of a long one the end.", "text/plain"),
        [ResourceKind.History] = ("task-history", "History of a task", "Everything that happened to a task, oldest first.", "application/json"),
        [ResourceKind.Graph] = ("graph", "A graph", "The tasks of a submission, and what connects them.", "application/json"),
        [ResourceKind.Schedule] = ("schedule", "A schedule", "A schedule with its earlier versions and its latest runs.", "application/json"),
    };

    public static ListResourceTemplatesResult Templates { get; } = new()
    {
        ResourceTemplates = [.. ResourceUri.Templates.Select(template => new ResourceTemplate
        {
            UriTemplate = template.Form, Name = Words[template.Kind].Name, Title = Words[template.Kind].Title,
            Description = Words[template.Kind].Description, MimeType = Words[template.Kind].Mime,
        })],
    };

    /// <summary>The newest tasks, a page at a time; with the first page the schedules.</summary>
    public async Task<ListResourcesResult> ListAsync(string? cursor, CancellationToken cancel)
    {
        long? before = cursor is null ? null : long.TryParse(cursor, CultureInfo.InvariantCulture, out var at) ? at : throw Unknown($"'{cursor}' is no cursor of this list.");
        var page = await client.ListTasksAsync(new([], PageSize, before), cancel);
        var resources = page.Tasks.Select(task => Of(ResourceKind.Task, task.Id.Value, task.Key ?? task.Id.Value, Budget.Cut(TaskText.Line(task), Budget.Sentence, "read it")!)).ToList();
        if (before is null)
            resources.AddRange((await client.ListSchedulesAsync(new(null, PageSize), cancel)).Schedules
                .Select(schedule => Of(ResourceKind.Schedule, schedule.Id.Value, schedule.Schedule.Name ?? schedule.Id.Value, ScheduleText.Line(schedule))));
        return new() { Resources = resources, NextCursor = page.Next?.ToString(CultureInfo.InvariantCulture) };
    }

    public async Task<ReadResourceResult> ReadAsync(string? uri, CancellationToken cancel)
    {
        var resource = ResourceUri.TryParse(uri) ?? throw Unknown(
            $"There is no resource '{uri}'. There are: {string.Join(", ", ResourceUri.Templates.Select(template => template.Form))}.");
        var text = resource.Kind switch
        {
            ResourceKind.Task => Json(await client.GetTaskAsync(TaskId.Parse(resource.Id), cancel), ContractsJson.Default.TaskView),
            ResourceKind.Output => await OutputAsync(TaskId.Parse(resource.Id), cancel),
            ResourceKind.History => Json(await client.GetHistoryAsync(TaskId.Parse(resource.Id), new(null, HistoryEntries), cancel), ContractsJson.Default.HistoryPage),
            ResourceKind.Graph => Json(await client.GetGraphAsync(new(null, resource.Id), cancel), ContractsJson.Default.GraphView),
            _ => Json(await client.GetScheduleAsync(ScheduleId.Parse(resource.Id), 100, cancel), ContractsJson.Default.ScheduleView),
        };
        return new() { Contents = [new TextResourceContents { Uri = uri!, MimeType = Words[resource.Kind].Mime, Text = text }] };
    }

    private async Task<string> OutputAsync(TaskId id, CancellationToken cancel)
    {
        var (output, errors) = (new LogTail(OutputBudget), new LogTail(OutputBudget / 4));
        await foreach (var line in client.ReadLogsAsync(id, new(), cancel).WithCancellation(cancel))
            (line.Stream == "stderr" ? errors : output).Add(line.Text);
        var before = output.Cut || errors.Cut ? $"(only the end; all of it: delegate logs {id})\n" : "";
        return before + output.Text + (errors.Lines > 0 ? $"\nstderr:\n{errors.Text}" : "");
    }

    private static Resource Of(ResourceKind kind, string id, string name, string description) => new()
    {
        Uri = new ResourceUri(kind, id).ToString(), Name = name, Description = description, MimeType = Words[kind].Mime,
    };

    private static string Json<T>(T value, JsonTypeInfo<T> shape) => JsonSerializer.Serialize(value, shape);

    private static McpProtocolException Unknown(string message) => new(message, McpErrorCode.InvalidParams);
}
