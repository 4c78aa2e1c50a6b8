namespace Delegate.Host.Flows;

/// <summary>A place in a flow file, counted from 1 as editors do.</summary>
internal readonly record struct Mark(long Line, long Column);

/// <summary>A piece of YAML that knows where it stands.</summary>
internal abstract record FlowNode(Mark At)
{
    /// <summary>What it is, for <c>must be …, not …</c>.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value.</summary>
/// <param name="Text">The value; null for nothing at all (<c>~</c>, <c>null</c>, or an empty place).</param>
/// <param name="At">Where.</param>
internal sealed record FlowScalar(string? Text, Mark At) : FlowNode(At)
{
    public override string Kind => Text is null ? "empty" : "a single value";

    /// <summary>Written without quotes: it may be a number, or yes and no.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Where each <c>${{</c> of it stands.</summary>
    public IReadOnlyList<Mark> Openings { get; init; } = [];
}

internal sealed record FlowList(IReadOnlyList<FlowNode> Items, Mark At) : FlowNode(At)
{
    public override string Kind => "a list";
}

internal sealed record FlowMap(IReadOnlyList<FlowEntry> Entries, Mark At) : FlowNode(At)
{
    public override string Kind => "a map";
}

internal sealed record FlowEntry(string Key, Mark At, FlowNode Value);
