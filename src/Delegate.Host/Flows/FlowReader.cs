using Delegate.Contracts;

namespace Delegate.Host.Flows;

/// <summary>
/// Reads a flow file: a map of tasks and the defaults for them. Everything that can be known from the file alone is
/// checked here, with line and column; docs/flow-schema.json is the same for editors.
/// </summary>
internal static class FlowReader
{
    /// <summary>The submission that the file stands for; throws with every problem found.</summary>
    public static SubmitRequest Read(FlowRequest request)
    {
        if (!Path.IsPathFullyQualified(request.BaseFolder))
            throw new DelegateException(new(ErrorCodes.InvalidFolder,
                $"baseFolder is '{request.BaseFolder}'; it must be an absolute path.", Field: "baseFolder"));
        var problems = new FlowProblems(request.FileName);
        var root = FlowYaml.Parse(request.Text, problems);
        problems.ThrowIfAny();

        var reader = new FlowValues(problems, request.BaseFolder);
        var tasks = ReadRoot(root, reader, problems);
        problems.ThrowIfAny();
        FlowGraph.Check(tasks, problems);
        problems.ThrowIfAny();
        return new() { Tasks = [.. tasks.Select(task => task.ToRequest())], Source = $"flow:{request.FileName}" };
    }

    private static List<FlowTask> ReadRoot(FlowNode? root, FlowValues values, FlowProblems problems)
    {
        if (root is not FlowMap top)
        {
            problems.Add(root?.At ?? new(1, 1), "A flow file is a map with 'tasks:' and, if you like, 'defaults:'.");
            return [];
        }
        var entries = values.Known(top, FlowKeys.Top, "a flow file");
        var defaults = entries.TryGetValue(FlowKeys.Defaults, out var given) ? ReadDefaults(given.Value, values, problems) : new();
        if (!entries.TryGetValue(FlowKeys.Tasks, out var tasks))
        {
            problems.Add(top.At, "'tasks' is missing.");
            return [];
        }
        if (tasks.Value is not FlowMap { Entries.Count: > 0 } named)
        {
            problems.Add(tasks.Value.At, "'tasks' must be a map from a name to a task, with one at least.");
            return [];
        }
        return [.. named.Entries.Select(entry => FlowTaskReader.Read(entry, defaults, values, problems)).OfType<FlowTask>()];
    }

    private static FlowDefaults ReadDefaults(FlowNode node, FlowValues values, FlowProblems problems)
    {
        if (node is FlowScalar { Text: null })
            return new(); // `defaults:` with nothing in it yet
        if (node is FlowMap map)
            return FlowDefaults.From(values.Known(map, FlowKeys.Default, "'defaults'"), values);
        problems.Add(node.At, $"'defaults' must be a map, not {node.Kind}.");
        return new();
    }
}
