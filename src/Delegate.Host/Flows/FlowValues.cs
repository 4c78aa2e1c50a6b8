using System.Globalization;
using System.Text;
using System.Text.Json;
using Delegate.Actors.Dag;
using Delegate.Contracts;

namespace Delegate.Host.Flows;

/// <summary>Reads single values. Each gives null when the key is absent or its value wrong, and then says why.</summary>
internal sealed class FlowValues(FlowProblems problems, string baseFolder)
{
    private const int LongestText = 4 * 1024 * 1024;
    private const long Day = 86_400_000;
    private const long SmallestOutput = 1L << 20;
    private const long LargestOutput = 1L << 40;

    private static readonly (string Suffix, long Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    public string BaseFolder => baseFolder;

    public Dictionary<string, FlowEntry> Known(FlowMap map, string[] keys, string where)
    {
        var known = new Dictionary<string, FlowEntry>();
        foreach (var entry in map.Entries)
            if (keys.Contains(entry.Key))
                known.Add(entry.Key, entry);
            else
                problems.Add(entry.At, $"'{entry.Key}' is not a key of {where}{DidYouMean.Tail(entry.Key, keys)}");
        return known;
    }

    public string? Text(Dictionary<string, FlowEntry> entries, string key) =>
        entries.TryGetValue(key, out var entry) ? Text(entry.Value, key) : null;

    public IReadOnlyList<string>? Texts(Dictionary<string, FlowEntry> entries, string key)
    {
        if (!entries.TryGetValue(key, out var entry))
            return null;
        var items = entry.Value is FlowList list ? list.Items : [entry.Value];
        return [.. items.Select(item => Text(item, key)).OfType<string>()];
    }

    public string? OneOf(Dictionary<string, FlowEntry> entries, string key, string[] words, string code = ErrorCodes.InvalidInput)
    {
        return entries.TryGetValue(key, out var entry) ? OneOf(entry.Value, key, words, code) : null;
    }

    public string? OneOf(FlowNode node, string key, string[] words, string code = ErrorCodes.InvalidInput)
    {
        if (Text(node, key) is not { } text)
            return null;
        if (words.Contains(text))
            return text;
        problems.Add(node.At, $"'{key}' is '{Short(text)}'; it must be {string.Join(", ", words.Order(StringComparer.Ordinal))}{DidYouMean.Tail(text, words)}", code);
        return null;
    }

    /// <summary>An enum by the words that the API has for it too.</summary>
    public T? Word<T>(Dictionary<string, FlowEntry> entries, string key) where T : struct, Enum
    {
        return entries.TryGetValue(key, out var entry) ? Word<T>(entry.Value, key) : null;
    }

    public IReadOnlyList<T>? Words<T>(Dictionary<string, FlowEntry> entries, string key) where T : struct, Enum
    {
        if (!entries.TryGetValue(key, out var entry))
            return null;
        var items = entry.Value is FlowList list ? list.Items : [entry.Value];
        return [.. items.Select(item => Word<T>(item, key)).OfType<T>()];
    }

    private T? Word<T>(FlowNode node, string key) where T : struct, Enum
    {
        var words = Enum.GetValues<T>().ToDictionary(value => JsonSerializer.SerializeToElement(value).GetString()!);
        return OneOf(node, key, [.. words.Keys]) is { } word ? words[word] : null;
    }

    public bool? Flag(Dictionary<string, FlowEntry> entries, string key) => OneOf(entries, key, ["true", "false"]) is { } word ? word == "true" : null;

    public int? Whole(FlowNode node, string key, int least, int most)
    {
        if (Text(node, key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        problems.Add(node.At, $"'{key}' is '{Short(text)}'; it must be a whole number from {least} to {most}.");
        return null;
    }

    public string? QueueName(Dictionary<string, FlowEntry> entries, string key)
    {
        if (Text(entries, key) is not { } name)
            return null;
        if (SubmissionRules.IsQueueName(name))
            return name;
        problems.Add(entries[key].Value.At, $"'{Short(name)}' cannot be a queue's name: letters, digits, '_', '.' and '-', 64 at most.");
        return null;
    }

    public string? Folder(Dictionary<string, FlowEntry> entries, string key)
    {
        if (Text(entries, key) is not { } text)
            return null;
        var folder = Path.GetFullPath(text, baseFolder);
        if (!Directory.Exists(folder))
            problems.Add(entries[key].Value.At, $"'{key}' is '{Short(text)}', and there is no folder {folder}.", ErrorCodes.InvalidFolder);
        return folder;
    }

    /// <param name="range">The same in words.</param>
    public long? Duration(
        Dictionary<string, FlowEntry> entries, string key, long least = 1_000, long most = Day, string range = "from 1s to 24h")
    {
        if (Text(entries, key) is not { } text)
            return null;
        if (Milliseconds(text) is { } duration && duration >= least && duration <= most)
            return duration;
        problems.Add(entries[key].Value.At, $"'{key}' is '{Short(text)}'; it must be like 30s, 10m, 2h or a number of milliseconds, {range}.");
        return null;
    }

    public long? Bytes(Dictionary<string, FlowEntry> entries, string key)
    {
        if (Text(entries, key) is not { } text)
            return null;
        if (ByteSizes.TryParse(text, out var bytes) && bytes is >= SmallestOutput and <= LargestOutput)
            return bytes;
        problems.Add(entries[key].Value.At, $"'{key}' is '{Short(text)}'; it must be {ByteSizes.Accepts}, from 1m to 1024g.");
        return null;
    }

    private static long? Milliseconds(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > Day)
            return null;
        return text[digits..] is { Length: > 0 } suffix
            ? Units.Where(unit => unit.Suffix == suffix).Select(unit => (long?)(number * unit.Milliseconds)).FirstOrDefault()
            : number;
    }

    public string? Text(FlowNode node, string key)
    {
        var problem = node switch
        {
            FlowScalar { Text: null } => $"'{key}' has no value.",
            FlowScalar scalar when string.IsNullOrWhiteSpace(scalar.Text) => $"'{key}' must not be empty.",
            FlowScalar scalar when scalar.Text.Contains('\0') => $"'{key}' holds a NUL character.",
            FlowScalar scalar when Encoding.UTF8.GetByteCount(scalar.Text) > LongestText => $"'{key}' is longer than 4 MiB.",
            FlowScalar => null,
            _ => $"'{key}' must be a single value, not {node.Kind}.",
        };
        if (problem is not null)
            problems.Add(node.At, problem);
        return problem is null ? ((FlowScalar)node).Text : null;
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
