using Delegate.Actors.Projections;
using Delegate.Actors.Scaling;
using Delegate.Contracts;

namespace Delegate.Host.Notifications;

/// <summary>Where notifications go to.</summary>
internal abstract record ChannelSettings(string Name)
{
    /// <summary>How long one try may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public abstract string Kind { get; }

    /// <summary>What it leads to, in words that may be shown to anybody.</summary>
    public abstract string Target { get; }
}

/// <summary>A program of the user's: no shell, and nothing of a task in its arguments.</summary>
internal sealed record CommandChannel(string Name, IReadOnlyList<string> Command) : ChannelSettings(Name)
{
    public override string Kind => "command";

    public override string Target => Command[0];
}

internal sealed record WebhookChannel(string Name, Uri Url, string? SecretFile, string? SecretVariable) : ChannelSettings(Name)
{
    /// <summary>So long after the event it is not tried any more.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    public override string Kind => "webhook";

    // Its path may be the secret of whoever is behind it.
    public override string Target => Url.GetLeftPart(UriPartial.Authority);
}

internal sealed record DesktopChannel(string Name) : ChannelSettings(Name)
{
    public override string Kind => "desktop";

    public override string Target => "notify-send";
}

/// <summary>Which news go to which channels. What is not named is not looked at.</summary>
internal sealed record NotificationRule(IReadOnlySet<NotificationKind> On, IReadOnlyList<string> To)
{
    public IReadOnlyList<Priority> Priorities { get; init; } = [];

    public IReadOnlyList<string> Graphs { get; init; } = [];

    public IReadOnlyList<string> Folders { get; init; } = [];

    public IReadOnlyList<string> Queues { get; init; } = [];

    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<string> Agents { get; init; } = [];

    /// <summary>Of a submission's end, one fitting task of it is enough.</summary>
    public bool Fits(News news) => On.Contains(news.Kind) && (news.Graph.Count > 0 ? news.Graph.Any(Fits) : Fits(news.Task));

    private bool Fits(TaskView task) =>
        Any(Priorities, priority => priority == task.Priority)
        && Any(Graphs, graph => graph == task.GraphId)
        && Any(Folders, folder => IsIn(task.Cwd, folder))
        && Any(Queues, queue => queue == (task.Queue ?? ScalingProtocol.DefaultQueue))
        && Any(Names, name => name == task.Key)
        && Any(Agents, agent => agent == task.Agent);

    public override string ToString() => string.Join(' ',
        new[] { $"{string.Join(", ", On.Select(NotificationWords.Of).Order(StringComparer.Ordinal))} -> {string.Join(", ", To)}" }
            .Concat([Words("priority", Priorities), Words("graph", Graphs), Words("folder", Folders), Words("queue", Queues), Words("name", Names), Words("agent", Agents)])
            .Where(part => part.Length > 0));

    private static bool Any<T>(IReadOnlyList<T> wanted, Func<T, bool> fits) => wanted.Count == 0 || wanted.Any(fits);

    private static bool IsIn(string folder, string above)
    {
        var (own, other) = (Path.TrimEndingDirectorySeparator(folder), Path.TrimEndingDirectorySeparator(above));
        return own == other || own.StartsWith(other == "/" ? other : other + '/', StringComparison.Ordinal);
    }

    private static string Words<T>(string key, IReadOnlyList<T> values) => values.Count == 0 ? "" : $"({key} {string.Join(", ", values)})";
}

/// <summary>What <c>notifications.yaml</c> says.</summary>
internal sealed record NotificationRules(IReadOnlyDictionary<string, ChannelSettings> Channels, IReadOnlyList<NotificationRule> Rules)
{
    /// <summary>Nobody is told anything.</summary>
    public static NotificationRules None { get; } = new(new Dictionary<string, ChannelSettings>(), []);

    /// <summary>True when a rule sends this there: once, however many rules do.</summary>
    public bool Sends(News news, string channel) => Rules.Any(rule => rule.To.Contains(channel) && rule.Fits(news));
}
