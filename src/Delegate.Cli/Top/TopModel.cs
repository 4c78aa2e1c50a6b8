using System.Collections.Immutable;
using Delegate.Contracts;

namespace Delegate.Cli.Top;

/// <summary>All that <c>delegate top</c> shows, at one moment: the screen is a pure function of this and of its size.</summary>
internal sealed record TopModel
{
    public const int MostReadings = 120;
    public const int MostLines = 500;
    public const int MostEnded = 300;

    public ImmutableDictionary<TaskId, TaskView> Tasks { get; init; } = ImmutableDictionary<TaskId, TaskView>.Empty;

    public HostPulse? Host { get; init; }

    /// <summary>The host's clock, as it was last heard.</summary>
    public DateTimeOffset Now { get; init; }

    public ImmutableList<Reading> Readings { get; init; } = [];

    public TaskId? Selected { get; init; }

    /// <summary>The chosen task is shown in full in place of the list.</summary>
    public bool IsOpen { get; init; }

    public bool AsGraph { get; init; }

    public string Filter { get; init; } = "";

    /// <summary>The end of what the chosen task wrote.</summary>
    public ImmutableList<string> Output { get; init; } = [];

    public WhyView? Why { get; init; }

    public bool IsConnected { get; init; } = true;

    /// <summary>What became of the last wish.</summary>
    public string? Notice { get; init; }

    public TaskView? Chosen => Selected is { } id ? Tasks.GetValueOrDefault(id) : null;
}

/// <summary>How the machine was at one pulse, each in percent.</summary>
internal sealed record Reading(double Cpu, double Memory, double? Pressure);
