using System.Text.Json;
using System.Text.Json.Nodes;

namespace Delegate.Contracts;

/// <summary>One setting as it holds now.</summary>
/// <param name="Setting">Which.</param>
/// <param name="Value">Its value as text.</param>
/// <param name="From"><c>environment</c>, <c>file</c> or <c>default</c>.</param>
public sealed record EffectiveSetting(Setting Setting, string Value, string From);

/// <summary>
/// Settings in force: environment over <c>config.json</c> over defaults. A value that is not acceptable is reported
/// and passed over; it never takes the others with it.
/// </summary>
/// <param name="Values">Every setting, in the order of <see cref="Settings.All"/>.</param>
/// <param name="Options">The same, ready to use.</param>
/// <param name="Problems">What was passed over, and why.</param>
public sealed record EffectiveConfig(
    IReadOnlyList<EffectiveSetting> Values, DelegateOptions Options, IReadOnlyList<DelegateError> Problems);

/// <summary>Reads and writes <c>config.json</c>: a flat object of settings, each a string, a number or a boolean.</summary>
public static class ConfigStore
{
    /// <summary>What holds now.</summary>
    /// <param name="home">Whose file.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static EffectiveConfig Load(DelegateHome home, Func<string, string?> environment)
    {
        var problems = new List<DelegateError>();
        var file = ReadFile(home, problems);
        foreach (var (key, _) in file)
            if (Settings.Find(key) is null)
                problems.Add(Problem($"'{key}' in config.json is not a setting.", home.ConfigFile));

        var options = new DelegateOptions();
        var values = new List<EffectiveSetting>();
        foreach (var setting in Settings.All)
        {
            var (value, from) = (setting.Default, "default");
            foreach (var (text, source) in new[] { (environment(setting.Variable), "environment"), (TextOf(file, setting.Key), "file") })
            {
                if (text is null)
                    continue;
                if (setting.TryApply(options, text) is { } changed)
                {
                    (options, value, from) = (changed, text, source);
                    break;
                }
                problems.Add(Problem($"{setting.Key} from the {source} is '{text}'; it must be {setting.Accepts}. It is passed over.",
                    source == "file" ? home.ConfigFile : setting.Variable));
            }
            values.Add(new(setting, value, from));
        }
        return new(values, options, problems);
    }

    /// <summary>Stores a value; null when it was stored, else why not.</summary>
    public static DelegateError? Set(DelegateHome home, string key, string text)
    {
        if (Settings.Find(key) is not { } setting)
            return new(ErrorCodes.InvalidConfiguration, $"'{key}' is not a setting.", "delegate config show", key);
        if (setting.TryApply(new(), text) is null)
            return new(ErrorCodes.InvalidConfiguration, $"{setting.Key} cannot be '{text}': it must be {setting.Accepts}.", $"delegate config set {setting.Key} {setting.Default}", key);
        return Edit(home, file => file[setting.Key] = text);
    }

    /// <summary>Back to the default; null when done, else why not.</summary>
    public static DelegateError? Reset(DelegateHome home, string key) =>
        Settings.Find(key) is { } setting
            ? Edit(home, file => file.Remove(setting.Key))
            : new(ErrorCodes.InvalidConfiguration, $"'{key}' is not a setting.", "delegate config show", key);

    private static DelegateError? Edit(DelegateHome home, Action<JsonObject> change)
    {
        var problems = new List<DelegateError>();
        var file = ReadFile(home, problems);
        if (problems.Count > 0)
            return problems[0]; // a file that cannot be read is not written over
        change(file);
        home.Create();
        var fresh = home.ConfigFile + ".new";
        File.WriteAllText(fresh, file.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        File.Move(fresh, home.ConfigFile, overwrite: true);
        return null;
    }

    private static JsonObject ReadFile(DelegateHome home, List<DelegateError> problems)
    {
        try
        {
            if (!File.Exists(home.ConfigFile))
                return [];
            if (JsonNode.Parse(File.ReadAllText(home.ConfigFile)) is JsonObject file)
                return file;
            problems.Add(Problem("config.json is not a JSON object. The whole file is passed over.", home.ConfigFile));
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem($"config.json cannot be read: {unreadable.Message} The whole file is passed over.", home.ConfigFile));
        }
        return [];
    }

    private static string? TextOf(JsonObject file, string key)
    {
        var entry = file.FirstOrDefault(pair => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
        return entry switch
        {
            null => null,
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => entry.ToJsonString(),
        };
    }

    private static DelegateError Problem(string message, string where) =>
        new(ErrorCodes.InvalidConfiguration, message, "delegate config show", where);
}
