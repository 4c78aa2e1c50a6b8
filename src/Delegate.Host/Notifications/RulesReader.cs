using System.Globalization;
using Delegate.Contracts;
using Delegate.Host.Flows;

namespace Delegate.Host.Notifications;

/// <summary>Reads <c>notifications.yaml</c>: all that is wrong with it, with line and column, or the rules.</summary>
internal sealed class RulesReader
{
    private const string Channels = "channels", Rules = "rules";
    private const string Command = "command", Webhook = "webhook", Desktop = "desktop", SecretFile = "secret-file", SecretVariable = "secret-env", Timeout = "timeout", GiveUpAfter = "give-up-after";
    private const string On = "on", To = "to", Priority = "priority", Graph = "graph", Folder = "folder", Queue = "queue", Name = "name", Agent = "agent";
    private const long Week = 7 * 86_400_000L;

    private static readonly Dictionary<string, NotificationKind[]> Words = Enum.GetValues<NotificationKind>()
        .Where(kind => kind != NotificationKind.Test)
        .ToDictionary(NotificationWords.Of, kind => new[] { kind })
        .Concat(
        [
            new("ended", [NotificationKind.Succeeded, NotificationKind.Failed, NotificationKind.Cancelled]),
            new("needs-person", [NotificationKind.Held, NotificationKind.Paused]),
            new("graph-ended", [NotificationKind.GraphSucceeded, NotificationKind.GraphFailed]),
        ]).ToDictionary();

    private readonly FlowProblems _problems;
    private readonly FlowValues _values;

    private RulesReader(string fileName)
    {
        _problems = new FlowProblems(fileName, $"correct it, then: delegate notify check {fileName}");
        _values = new FlowValues(_problems, Home);
    }

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <exception cref="DelegateException">Something in it is wrong; nothing of it holds.</exception>
    public static NotificationRules Read(NotificationsRequest request) => new RulesReader(request.FileName).Read(request.Text);

    private NotificationRules Read(string text)
    {
        var root = FlowYaml.Parse(text, _problems);
        _problems.ThrowIfAny();
        if (root is not FlowMap top)
        {
            _problems.Add(root?.At ?? new(1, 1), $"This file is a map with '{Channels}:' and '{Rules}:'.");
            _problems.ThrowIfAny();
            throw new InvalidOperationException("A problem was added.");
        }
        var entries = _values.Known(top, [Channels, Rules], "this file");
        var channels = ReadChannels(top, entries);
        var rules = ReadRules(top, entries, channels);
        _problems.ThrowIfAny();
        return new(channels.ToDictionary(entry => entry.Key, entry => entry.Value!), rules);
    }

    private Dictionary<string, ChannelSettings?> ReadChannels(FlowMap top, Dictionary<string, FlowEntry> entries)
    {
        if (!entries.TryGetValue(Channels, out var entry) || entry.Value is not FlowMap { Entries.Count: > 0 } named)
        {
            _problems.Add(entry?.Value.At ?? top.At, $"'{Channels}' must be a map from a name to a channel, with one at least.");
            return [];
        }
        // One that is wrong is known by its name all the same: the rules are right to name it.
        return named.Entries.ToDictionary(channel => channel.Key, ReadChannel);
    }

    private ChannelSettings? ReadChannel(FlowEntry entry)
    {
        if (entry.Key.Length > 64 || !entry.Key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
            _problems.Add(entry.At, $"'{entry.Key}' cannot be a channel's name: letters, digits, '_', '.' and '-', 64 at most.");
        if (entry.Value is not FlowMap map)
        {
            _problems.Add(entry.Value.At, $"'{entry.Key}' must be a map with '{Command}', '{Webhook}' or '{Desktop}', not {entry.Value.Kind}.");
            return null;
        }
        var kinds = map.Entries.Where(key => key.Key is Command or Webhook or Desktop).ToList();
        if (kinds.Count != 1)
        {
            _problems.Add(map.At, $"'{entry.Key}' must have exactly one of '{Command}', '{Webhook}' and '{Desktop}'.");
            return null;
        }
        return kinds[0].Key switch
        {
            Command => ReadCommand(entry.Key, map),
            Webhook => ReadWebhook(entry.Key, map),
            _ => ReadDesktop(entry.Key, map),
        };
    }

    private CommandChannel? ReadCommand(string name, FlowMap map)
    {
        var own = _values.Known(map, [Command, Timeout], $"'{name}'");
        var timeout = Span(own, Timeout, 300_000, "from 1s to 5m") ?? TimeSpan.FromSeconds(30);
        if (own[Command].Value is not FlowList { Items.Count: > 0 })
        {
            _problems.Add(own[Command].Value.At, $"'{Command}' must be a list: the program and its arguments, [/path/to/program, --option]. No shell reads it.");
            return null;
        }
        var words = _values.Texts(own, Command)!;
        return words.Count == 0 ? null : new(name, [Expand(words[0]), .. words.Skip(1)]) { Timeout = timeout };
    }

    private WebhookChannel? ReadWebhook(string name, FlowMap map)
    {
        var own = _values.Known(map, [Webhook, SecretFile, SecretVariable, Timeout, GiveUpAfter], $"'{name}'");
        var (timeout, giveUp) = (Span(own, Timeout, 60_000, "from 1s to 60s"), Span(own, GiveUpAfter, Week, "from 1s to 168h"));
        if (own.ContainsKey(SecretFile) == own.ContainsKey(SecretVariable))
            _problems.Add(map.At, $"'{name}' must have exactly one of '{SecretFile}' and '{SecretVariable}': its deliveries are signed with that secret.");
        var (file, variable) = (_values.Text(own, SecretFile), _values.Text(own, SecretVariable));
        if (_values.Text(own, Webhook) is not { } text)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            _problems.Add(own[Webhook].Value.At, $"'{Webhook}' must be a URL that begins with https:// or http://, without a name or password in it.");
            return null;
        }
        return new(name, url, file is null ? null : Path.GetFullPath(Expand(file), Home), variable)
        {
            Timeout = timeout ?? TimeSpan.FromSeconds(10), GiveUpAfter = giveUp ?? TimeSpan.FromHours(24),
        };
    }

    private DesktopChannel ReadDesktop(string name, FlowMap map)
    {
        var own = _values.Known(map, [Desktop], $"'{name}'");
        if (_values.Flag(own, Desktop) == false)
            _problems.Add(own[Desktop].Value.At, $"'{Desktop}' can only be true; to have none, leave the channel out.");
        return new(name);
    }

    private List<NotificationRule> ReadRules(FlowMap top, Dictionary<string, FlowEntry> entries, Dictionary<string, ChannelSettings?> channels)
    {
        if (entries.TryGetValue(Rules, out var entry) && entry.Value is FlowList { Items.Count: > 0 } list)
            return [.. list.Items.Select(item => ReadRule(item, channels)).OfType<NotificationRule>()];
        _problems.Add(entry?.Value.At ?? top.At, $"'{Rules}' must be a list, with one at least: - {{ {On}: [failed, needs-person], {To}: NAME }}");
        return [];
    }

    private NotificationRule? ReadRule(FlowNode item, Dictionary<string, ChannelSettings?> channels)
    {
        if (item is not FlowMap map)
        {
            _problems.Add(item.At, $"A rule must be a map with '{On}' and '{To}', not {item.Kind}.");
            return null;
        }
        var own = _values.Known(map, [On, To, Priority, Graph, Folder, Queue, Name, Agent], "a rule");
        foreach (var missing in new[] { On, To }.Where(key => !own.ContainsKey(key)))
            _problems.Add(map.At, $"A rule must have '{missing}'.");
        foreach (var target in ItemsOf(own, To))
            if (_values.Text(target, To) is { } channel && !channels.ContainsKey(channel))
                _problems.Add(target.At, $"There is no channel '{channel}'{DidYouMean.Tail(channel, channels.Keys)}");
        var kinds = ItemsOf(own, On).SelectMany(word => _values.OneOf(word, On, [.. Words.Keys]) is { } known ? Words[known] : []).ToHashSet();
        return new(kinds, Texts(own, To))
        {
            Priorities = _values.Words<Priority>(own, Priority) ?? [], Graphs = Texts(own, Graph), Queues = Texts(own, Queue), Names = Texts(own, Name),
            Folders = [.. Texts(own, Folder).Select(folder => Path.GetFullPath(Expand(folder), Home))],
            Agents = [.. ItemsOf(own, Agent).Select(word => _values.OneOf(word, Agent, FlowKeys.Agents)).OfType<string>()],
        };
    }

    private static IReadOnlyList<FlowNode> ItemsOf(Dictionary<string, FlowEntry> own, string key) =>
        !own.TryGetValue(key, out var entry) ? [] : entry.Value is FlowList list ? list.Items : [entry.Value];

    private IReadOnlyList<string> Texts(Dictionary<string, FlowEntry> own, string key) => _values.Texts(own, key) ?? [];

    private TimeSpan? Span(Dictionary<string, FlowEntry> own, string key, long most, string range) =>
        _values.Duration(own, key, 1_000, most, range) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private static string Expand(string path) => path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Home, path[2..]) : path;
}
