using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Delegate.Cli.Specs;

/// <summary>
/// The fields of every <c>--json</c>, in a file: scripts live by them. One that goes, or changes its type, breaks this
/// spec. A new one is added to the file by hand, and stays for good.
/// </summary>
public sealed class JsonFieldSpecs
{
    [Fact]
    public void Every_field_of_every_verb_s_json_is_as_the_golden_file_has_it()
    {
        var expected = File.ReadAllLines(Golden).Where(line => line.Length > 0).ToList();
        using var cli = new Harness.Cli();
        var actual = Lines(App.Compose(cli.Context)).ToList();
        var (gone, added) = (expected.Except(actual).ToList(), actual.Except(expected).ToList());
        Assert.True(gone.Count == 0, $"gone or changed, and scripts read them:\n{string.Join('\n', gone)}\nnew:\n{string.Join('\n', added)}");
        Assert.True(added.Count == 0, $"new: add to Golden/json-fields.txt, if they are to stay for ever:\n{string.Join('\n', added)}");
    }

    [Fact]
    public async Task A_verb_prints_no_other_fields_than_it_promises()
    {
        using var cli = new Harness.Cli();
        cli.Client.Tasks.Add(Harness.Sample.Task(Harness.Sample.Id1, Contracts.TaskPhase.Failed, "build"));
        cli.Client.Reply = new("graph-1", [new(null, Harness.Sample.Id1)]);
        var all = Verbs(App.Compose(cli.Context), "delegate").ToDictionary(verb => verb.Name, verb => verb.Json);
        var id = Harness.Sample.Id1.Value;
        string[][] lines =
        [
            ["list"], ["status"], ["status", id], ["wait", id], ["graph"], ["host", "status"], ["host", "start"], ["queue", "list"],
            ["run", "--agent", "shell", "make"], ["schedule", "list"],
        ];
        foreach (var line in lines)
        {
            var before = cli.Stdout.Length;
            await cli.RunAsync([.. line, "--json"]);
            using var json = JsonDocument.Parse(cli.Stdout[before..]);
            var name = all.Keys.Where(verb => $"delegate {string.Join(' ', line)} ".StartsWith(verb + " ", StringComparison.Ordinal)).MaxBy(verb => verb.Length)!;
            var entry = json.RootElement is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().FirstOrDefault() : json.RootElement;
            if (entry.ValueKind != JsonValueKind.Object)
                continue;
            var printed = entry.EnumerateObject().Select(field => field.Name).ToHashSet();
            Assert.True(all[name].Shapes.Any(shape => shape.Kind == JsonTypeInfoKind.Enumerable == (json.RootElement.ValueKind == JsonValueKind.Array)
                && printed.IsSubsetOf(Whole(shape).Properties.Select(property => property.Name))), $"{name}: {string.Join(' ', printed)}");
        }
    }

    private static IEnumerable<(string Name, JsonOption Json)> Verbs(Command command, string path) =>
        command.Options.OfType<JsonOption>().Select(option => (path, option))
            .Concat(command.Subcommands.SelectMany(verb => Verbs(verb, $"{path} {verb.Name}")));

    /// <summary>Which shapes each verb may print; then the fields of each shape, and of what is in it, once.</summary>
    private static IEnumerable<string> Lines(Command root)
    {
        var (shapes, open) = (new SortedDictionary<string, JsonTypeInfo>(StringComparer.Ordinal), new Queue<JsonTypeInfo>());
        foreach (var (name, json) in Verbs(root, "delegate").OrderBy(verb => verb.Name, StringComparer.Ordinal))
        {
            Assert.True(json.Shapes.Count > 0, $"{name} does not say what its --json prints");
            yield return $"{name}: {string.Join(" or ", json.Shapes.Select(Named))}";
            foreach (var shape in json.Shapes)
                open.Enqueue(Whole(shape));
        }
        while (open.TryDequeue(out var shape))
            if (shape.Kind == JsonTypeInfoKind.Object && shapes.TryAdd(shape.Type.Name, shape))
                foreach (var property in shape.Properties)
                    open.Enqueue(Whole(shape.Options.GetTypeInfo(property.PropertyType)));
        foreach (var (name, shape) in shapes)
            foreach (var property in shape.Properties.Where(property => property.Get is not null))
                yield return $"{name}.{property.Name}: {Named(shape.Options.GetTypeInfo(property.PropertyType))}";
    }

    /// <summary>What a list is a list of.</summary>
    private static JsonTypeInfo Whole(JsonTypeInfo type) =>
        type.ElementType is { } element ? Whole(type.Options.GetTypeInfo(element)) : type;

    private static string Named(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Enumerable => Named(type.Options.GetTypeInfo(type.ElementType!)) + "[]",
        JsonTypeInfoKind.Dictionary => Named(type.Options.GetTypeInfo(type.ElementType!)) + "{}",
        JsonTypeInfoKind.Object => type.Type.Name,
        _ => Named(Nullable.GetUnderlyingType(type.Type) ?? type.Type),
    };

    private static string Named(Type type) => type switch
    {
        _ when type == typeof(JsonElement) => "any",
        _ when type == typeof(bool) => "boolean",
        { IsEnum: true } => $"one of {string.Join('|', Enum.GetNames(type))}",
        { IsPrimitive: true } => "number",
        _ when type == typeof(decimal) => "number",
        _ => "text",
    };

    private static string Golden { get; } = Path.Combine(AppContext.BaseDirectory, "Golden", "json-fields.txt");
}
